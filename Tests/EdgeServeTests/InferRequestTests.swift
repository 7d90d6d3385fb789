#if Serve
    import EdgeServe
    import EdgeTestRandom
    import Testing

    @Suite struct InferRequestTests {
        private func parse(_ bytes: [UInt8], header: Int? = nil) throws -> InferRequest {
            try bytes.withUnsafeBytes { try InferRequest($0, headerBytes: header) }
        }

        private static let json = """
            {"id": "7", "unknown": {"a": [1, {"b": null}]}, "parameters": {"binary_data_output": true, "x": 1},
             "inputs": [{"name": "in", "shape": [1, 2, 2], "datatype": "FP32", "data": [[1, 2], [3, 4.5]]}],
             "outputs": [{"name": "out", "parameters": {"binary_data": false, "raw": true}}]}
            """

        @Test func readsJSON() throws {
            let request = try parse(Array(Self.json.utf8))
            #expect(request.id == "7")
            #expect(request.prefersBinary)
            #expect(request.inputs.count == 1)
            #expect(request.inputs[0].shape == [1, 2, 2])
            #expect(request.inputs[0].content == .numbers([1, 2, 3, 4.5]))
            #expect(request.outputs[0].isRaw)
            #expect(request.outputs[0].isBinary == false)
        }

        @Test func binaryTensorsFollowInOrder() throws {
            let json = """
                {"inputs": [{"name": "a", "shape": [3], "datatype": "UINT8", "parameters": {"binary_data_size": 3}},
                {"name": "b", "shape": [1], "datatype": "INT8", "data": [5]},
                {"name": "c", "shape": [2], "datatype": "UINT8", "parameters": {"binary_data_size": 2}}]}
                """
            let header = Array(json.utf8)
            let request = try parse(header + [1, 2, 3, 4, 5], header: header.count)
            #expect(request.inputs[0].content == .binary(header.count..<header.count + 3))
            #expect(request.inputs[1].content == .numbers([5]))
            #expect(request.inputs[2].content == .binary(header.count + 3..<header.count + 5))
            for rest in [[], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6]] as [[UInt8]] {
                #expect(throws: ServeError.self) { try parse(header + rest, header: header.count) }
            }
            #expect(throws: ServeError.self) { try parse(header, header: header.count + 1) }
            #expect(throws: ServeError.self) { try parse(header, header: -1) }
        }

        @Test(arguments: [
            "[]", "{", "{}x", #"{"inputs": {}}"#, #"{"inputs": [{"name": "a", "shape": [1]}]}"#,
            #"{"inputs": [{"datatype": "FP31"}]}"#, #"{"inputs": [{"datatype": "FP32", "shape": [-1]}]}"#,
            #"{"inputs": [{"datatype": "FP32", "shape": [1.5]}]}"#,
            #"{"inputs": [{"datatype": "FP32", "shape": [1,1,1,1,1,1,1,1,1]}]}"#,
            #"{"inputs": [{"datatype": "FP32", "parameters": {"binary_data_size": -1}}]}"#,
            #"{"inputs": [{"datatype": "FP32", "parameters": {"binary_data_size": 99999999999999999999}}]}"#,
        ])
        func whatIsNoRequestIsRefused(_ text: String) {
            #expect(throws: ServeError.self) { try parse(Array(text.utf8)) }
        }

        /// Any bytes give a request or an error.
        @Test func mutationsAreSafe() {
            let seed = UInt64.random(in: 0...UInt64.max)
            var random = SeededGenerator(seed: seed)
            print("InferRequestTests.mutationsAreSafe: seed \(seed)")
            let original = Array(Self.json.utf8)
            var accepted = 0
            for _ in 0..<20_000 {
                var bytes = original
                for _ in 0..<Int(random.next() % 6 + 1) {
                    let at = Int(random.next() % UInt64(bytes.count))
                    switch random.next() % 3 {
                    case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                    case 1: bytes.remove(at: at)
                    default: bytes.insert(original[Int(random.next() % UInt64(original.count))], at: at)
                    }
                }
                let header = random.next() % 2 == 0 ? nil : Int(random.next() % 600)
                if (try? parse(bytes, header: header)) != nil { accepted += 1 }
            }
            #expect(accepted > 0 && accepted < 20_000)
        }
    }
#endif
