#if !hasFeature(Embedded)
    extension Verifier {
        /// Verifies a whole file held in an array: what the writer, tools and tests use.
        ///
        /// - Complexity: copies the bytes once, to bring them to a multiple of 64.
        public static func verify(_ bytes: [UInt8]) throws(FormatError) {
            let alignment = FileLayout.dataAlignment
            let file = UnsafeMutableRawBufferPointer.allocate(
                byteCount: max(bytes.count, 1), alignment: alignment)
            defer { file.deallocate() }
            file.copyBytes(from: bytes)
            let model = try ModelView(UnsafeRawBufferPointer(rebasing: file[0..<bytes.count]))
            let workspace = UnsafeMutableRawBufferPointer.allocate(
                byteCount: workspaceBytes(for: model), alignment: alignment)
            defer { workspace.deallocate() }
            var verifier = Verifier(model, workspace: workspace)
            try verifier.verify()
        }
    }
#endif
