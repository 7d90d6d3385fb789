#if Serve
    import Hummingbird
    import NIOCore

    /// What the router keeps for one request.
    public struct RequestScope: RequestContext {
        public var coreContext: CoreRequestContextStorage
        /// The connection; streams end with it.
        let channel: any Channel

        public init(source: ApplicationRequestContextSource) {
            coreContext = .init(source: source)
            channel = source.channel
        }
    }

    public typealias ServeRouter = Router<RequestScope>
#endif
