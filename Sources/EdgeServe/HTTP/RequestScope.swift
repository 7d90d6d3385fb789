#if Serve
    import Hummingbird

    /// What the router keeps for one request.
    public struct RequestScope: RequestContext {
        public var coreContext: CoreRequestContextStorage

        public init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
    }

    public typealias ServeRouter = Router<RequestScope>
#endif
