#if Serve
    import HTTPTypes
    import Hummingbird

    extension Routes {
        /// The live page: one document that needs nothing from elsewhere, and no token: it asks for it.
        static func addPage(to router: ServeRouter) {
            router.get("/") { _, _ in
                var response = Response(
                    type: "text/html; charset=utf-8", bytes: Array(PageDocument.html.utf8))
                response.headers[.contentSecurityPolicy] = PageDocument.policy
                response.headers[.cacheControl] = "no-cache"
                response.headers[.xContentTypeOptions] = "nosniff"
                response.headers[.referrerPolicy] = "no-referrer"
                return response
            }
        }
    }

    extension HTTPField.Name {
        fileprivate static let referrerPolicy = Self("Referrer-Policy")!
    }
#endif
