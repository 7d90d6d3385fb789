#if Serve
    import HTTPTypes
    import HummingbirdCore
    import Logging
    import NIOCore
    import NIOExtras
    import NIOHTTPTypes
    import NIOPosix
    import ServiceLifecycle

    /// Accepts connections on one socket and answers their requests, until it is told to shut down: then it accepts
    /// no more, ends idle connections, and returns when the others have their answers.
    struct Listener<Connection: ServerChildChannel>: Service {
        let socket: ListenSocket
        let connection: Connection
        let group: any EventLoopGroup
        /// More wait in the socket's backlog.
        let maximumConnections: Int
        let metrics: ServerMetrics
        let logger: Logger
        /// Called when connections are accepted.
        let onRunning: @Sendable () -> Void

        func run() async throws {
            let quiescing = ServerQuiescingHelper(group: group)
            let maximumConnections = maximumConnections
            let server = try await ServerBootstrap(group: group)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelOption(.maxMessagesPerRead, value: 4)
                .childChannelOption(
                    .recvAllocator,
                    value: AdaptiveRecvByteBufferAllocator(
                        minimum: 1 << 14, initial: 1 << 16, maximum: 1 << 18)
                )
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHandler(
                            AvailableConnectionsChannelHandler(maxConnections: maximumConnections))
                        try pipeline.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                    }
                }
                .bind(NIOBSDSocket.Handle(socket.descriptor)) { channel in
                    if case .tcp = socket.address {
                        _ = channel.setOption(ChannelOptions.tcpOption(.tcp_nodelay), value: 1)
                    }
                    return connection.setup(channel: channel, logger: logger).map { ($0, channel) }
                }
            await withGracefulShutdownHandler {
                await accept(server)
            } onGracefulShutdown: {
                quiescing.initiateShutdown(promise: nil)
            }
            socket.cleanUp()
        }

        private func accept(_ server: NIOAsyncChannel<(Connection.Value, any Channel), Never>) async {
            await withDiscardingTaskGroup { tasks in
                do {
                    try await server.executeThenClose { inbound in
                        onRunning()
                        for try await (value, channel) in inbound {
                            metrics.connections.add()
                            tasks.addTask(executorPreference: LoopExecutor(channel.eventLoop)) {
                                await connection.handle(value: value, logger: logger)
                                metrics.closedConnections.add()
                            }
                        }
                    }
                } catch {
                    logger.error(
                        "cannot accept connections",
                        metadata: ["address": "\(socket.address)", "error": "\(error)"])
                }
            }
        }
    }
#endif
