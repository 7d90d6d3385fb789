#if Serve
    import HummingbirdCore

    #if TLS
        import HummingbirdTLS
    #endif

    /// HTTPS: a certificate chain and its key, PEM files, read when the daemon starts.
    struct TransportSecurity: Sendable {
        #if TLS
            private let configuration: TLSConfiguration

            /// - Throws: for files that cannot be read or hold something else.
            init(certificates: String, key: String) throws(StartError) {
                do {
                    configuration = .makeServerConfiguration(
                        certificateChain: try NIOSSLCertificate.fromPEMFile(certificates).map {
                            .certificate($0)
                        },
                        privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
                } catch {
                    throw StartError(
                        "\(certificates), \(key): no certificate and key (\(error)); "
                            + "give PEM files to --tls-cert and --tls-key")
                }
            }

            func wrap(_ channel: HTTP1Channel) throws -> TLSChannel<HTTP1Channel> {
                try TLSChannel(channel, tlsConfiguration: configuration)
            }
        #else
            init(certificates: String, key: String) throws(StartError) {
                throw StartError("--tls-cert: this build has no TLS; build it with the trait TLS")
            }
        #endif
    }
#endif
