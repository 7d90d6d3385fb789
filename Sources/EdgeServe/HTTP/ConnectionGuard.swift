#if Serve
    import HTTPTypes
    import NIOCore
    import NIOHTTPTypes

    /// Ends connections whose clients take too long: for a request's head, for its body, or to read the answer. A
    /// deadline is not moved by a byte now and then, so that clients who dribble end too. Also ends connections
    /// after an answer with `Connection: close`.
    ///
    /// An answer without a length goes on for as long as there is something to tell: each of its chunks has the
    /// deadline of an answer, and it ends when the client closes its side.
    final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPRequestPart
        typealias InboundOut = HTTPRequestPart
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = HTTPResponsePart

        struct Timeouts: Sendable {
            /// From the connection to the whole first head; from a head to the end of the body; for taking an answer.
            var client: TimeAmount
            /// From one answer to the next request's whole head.
            var idle: TimeAmount
            /// After the last answer, for the client to see it before the connection goes.
            var linger = TimeAmount.seconds(1)
        }

        private let timeouts: Timeouts
        private let onTimeout: @Sendable () -> Void
        private var timer: Scheduled<Void>?
        /// Requests begun and not answered.
        private var outstanding = 0
        /// Whether a body is being read.
        private var isReading = false
        private var closesAfterAnswer = false
        /// Whether an answer without a length is being written.
        private var isStreaming = false
        /// Its chunks that the client has not taken.
        private var pendingChunks = 0

        init(_ timeouts: Timeouts, onTimeout: @escaping @Sendable () -> Void) {
            self.timeouts = timeouts
            self.onTimeout = onTimeout
        }

        func handlerAdded(context: ChannelHandlerContext) {
            if context.channel.isActive { arm(timeouts.client, context) }
        }

        func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

        func channelActive(context: ChannelHandlerContext) {
            arm(timeouts.client, context)
            context.fireChannelActive()
        }

        func channelInactive(context: ChannelHandlerContext) {
            timer?.cancel()
            context.fireChannelInactive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head:
                outstanding += 1
                isReading = true
                // A request behind another is read when its turn comes.
                if outstanding == 1 { arm(timeouts.client, context) }
            case .body: break
            case .end:
                isReading = false
                if outstanding == 1 { timer?.cancel() }
            }
            context.fireChannelRead(data)
        }

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            switch unwrapOutboundIn(data) {
            case .head(let head) where head.status.kind != .informational:
                closesAfterAnswer = closesAfterAnswer || head.headerFields[.connection] == "close"
                isStreaming = head.headerFields[.contentLength] == nil
                arm(timeouts.client, context)
            case .body where isStreaming: return writeChunk(data, promise, context)
            case .end:
                isStreaming = false
                outstanding = max(outstanding - 1, 0)
                let written = promise ?? context.eventLoop.makePromise()
                let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
                written.futureResult.whenSuccess {
                    let (handler, context) = bound.value
                    handler.answered(context)
                }
                return context.write(data, promise: written)
            default: break
            }
            context.write(data, promise: promise)
        }

        private func writeChunk(
            _ chunk: NIOAny, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext
        ) {
            if pendingChunks == 0 { arm(timeouts.client, context) }
            pendingChunks += 1
            let written = promise ?? context.eventLoop.makePromise()
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            written.futureResult.whenComplete { _ in
                let (handler, context) = bound.value
                handler.pendingChunks -= 1
                guard handler.isStreaming else { return }
                if handler.pendingChunks == 0 {
                    handler.timer?.cancel()
                } else {
                    handler.arm(handler.timeouts.client, context)
                }
            }
            context.write(chunk, promise: written)
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if isStreaming, case .inputClosed? = event as? ChannelEvent {
                context.close(promise: nil)
            }
            context.fireUserInboundEventTriggered(event)
        }

        private func answered(_ context: ChannelHandlerContext) {
            if closesAfterAnswer {
                timer?.cancel()
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                timer = context.eventLoop.scheduleTask(in: timeouts.linger) {
                    bound.value.close(promise: nil)
                }
                context.close(mode: .output, promise: nil)
            } else if isReading {
                arm(timeouts.client, context)
            } else if outstanding == 0 {
                arm(timeouts.idle, context)
            } else {
                timer?.cancel()
            }
        }

        private func arm(_ time: TimeAmount, _ context: ChannelHandlerContext) {
            timer?.cancel()
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            timer = context.eventLoop.scheduleTask(in: time) {
                let (handler, context) = bound.value
                // An idle connection's end is nobody's fault.
                if handler.isReading || handler.outstanding > 0 { handler.onTimeout() }
                context.close(promise: nil)
            }
        }
    }
#endif
