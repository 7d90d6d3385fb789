import EdgeFormat
import EdgeTestModels
import Testing

/// What the writer was given is what the reader finds.
@Suite struct RoundTripTests {
    /// Calls `body` with a view of `bytes` at a multiple of 64.
    func withView(_ bytes: [UInt8], _ body: (ModelView) throws -> Void) throws {
        let file = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
        defer { file.deallocate() }
        file.copyBytes(from: bytes)
        try body(ModelView(UnsafeRawBufferPointer(file)))
    }

    @Test func everyField() throws {
        var builder = ModelBuilder()
        var record = TensorRecord(kind: .activation, elementType: .int8)
        record.rank = 4
        record.dimensions = [1, 2, 3, 4, 1, 1]
        record.scale = 0.25
        record.zeroPoint = -7
        record.parent = 5
        record.parentOffset = 3
        let x = builder.addTensor(record, name: "entrée")
        let t = builder.addConstant([Int8](repeating: -5, count: 256), dimensions: [256], name: "table")
        let f = builder.addConstant([Float](arrayLiteral: 1.5, -2), dimensions: [2], name: "floats")
        let n = builder.addConstant([Int32](arrayLiteral: -1, 1 << 30), dimensions: [2], name: "integers")
        var parameters = OpParameters()
        for i in 0..<OpParameters.count { parameters[i] = Int32(i * 1000 - 5000) }
        builder.addOp(.lookup, inputs: [x, t], outputs: [x], parameters: parameters, name: "op")
        builder.setModel(inputs: [x], outputs: [x, n])
        builder.plan(
            [PlacementRecord(tensor: x, offset: 1 << 40, bytes: 1 << 35)], arenaBytes: 1 << 41,
            scratchBytes: 640)
        builder.labels = ["α", "b"]
        builder.addMetadata("key", "value")
        var preprocessing = PreprocessingRecord()
        preprocessing.input = 3
        preprocessing.resize = .letterbox
        preprocessing.channels = .gray
        preprocessing.fill = 9
        preprocessing.cropFraction = 0.5
        preprocessing.mean = [1, 2, 3, 4]
        preprocessing.std = [5, 6, 7, 8]
        builder.preprocessing = [preprocessing]

        try withView(builder.buildUnchecked()) { view in
            #expect(view.tensorCount == 4)
            let tensor = view.tensor(0)
            #expect(tensor.kind == .activation && tensor.elementType == .int8 && tensor.layout == .plain)
            #expect(tensor.rank == 4 && tensor.dimensions[3] == 4 && tensor.dimensions[1] == 2)
            #expect(tensor.scale == 0.25 && tensor.zeroPoint == -7)
            #expect(tensor.parent == 5 && tensor.parentOffset == 3)
            #expect(view.tensorName(0) == "entrée" && view.tensorName(1) == "table")
            let table = view.tensor(1)
            #expect(table.kind == .constant && table.dataBytes == 256 && table.dataOffset % 64 == 0)
            #expect(view.data(of: table).load(as: Int8.self) == -5)
            #expect(view.data(of: view.tensor(Int(f))).load(fromByteOffset: 4, as: Float.self) == -2)
            #expect(view.data(of: view.tensor(Int(n))).load(fromByteOffset: 4, as: Int32.self) == 1 << 30)

            let op = view.op(0)
            #expect(op.kind == .lookup && op.inputCount == 2 && op.outputCount == 1)
            #expect(view.input(1, of: op) == Int(t) && view.output(0, of: op) == Int(x))
            #expect(view.opName(0) == "op")
            for i in 0..<OpParameters.count { #expect(op.parameters[i] == Int32(i * 1000 - 5000)) }

            #expect(view.inputCount == 1 && view.outputCount == 2)
            #expect(view.input(0) == Int(x) && view.output(1) == Int(n))
            #expect(view.plan(0).arenaBytes == 1 << 41 && view.plan(0).scratchBytes == 640)
            #expect(view.placement(0).offset == 1 << 40 && view.placement(0).bytes == 1 << 35)
            #expect((0..<2).map { view.text(view.label($0)) } == ["α", "b"])
            #expect(view.text(view.metadata(0).key) == "key" && view.text(view.metadata(0).value) == "value")
            #expect(view.preprocessing(0) == preprocessing)
        }
    }

    @Test(arguments: try SampleModels.all())
    func sampleVerifies(sample: SampleModel) throws { try Verifier.verify(sample.bytes) }

    /// A record that a later version made longer is still read, its tail ignored.
    @Test func longerRecords() throws {
        let sample = try SampleModels.conv()
        try Verifier.verify(widened(sample.bytes, .ops, by: 8))
    }

    /// The file with 8 more bytes in each record of one section, by moving all that follows it.
    private func widened(_ bytes: [UInt8], _ kind: SectionKind, by extra: Int) -> [UInt8] {
        let old = FileEditor(bytes)
        let start = old.record(kind, 0)
        let stride = Int(old.u32(old.entry(kind)! + 24))
        let count = old.count(kind)
        // A multiple of 64 keeps every later alignment.
        let growth = (count * extra + 63) / 64 * 64
        var longer = Array(bytes[..<start])
        for i in 0..<count {
            longer += bytes[start + i * stride..<start + (i + 1) * stride]
            longer += [UInt8](repeating: 0xAB, count: extra)
        }
        longer += [UInt8](repeating: 0, count: growth - count * extra)
        longer += bytes[(start + count * stride)...]
        var editor = FileEditor(longer)
        for i in 0..<Int(editor.u32(12)) where editor.u64(64 + 32 * i + 8) > UInt64(start) {
            editor.set(editor.u64(64 + 32 * i + 8) + UInt64(growth), at: 64 + 32 * i + 8)
        }
        let entry = editor.entry(kind)!
        editor.set(UInt64(count * (stride + extra)), at: entry + 16)
        editor.set(UInt32(stride + extra), at: entry + 24)
        editor.set(editor.u64(16) + UInt64(growth), at: 16)
        editor.set(editor.u64(24) + UInt64(growth), at: 24)
        for i in 0..<editor.count(.tensors) {
            let record = editor.record(.tensors, i)
            if editor.bytes[record] == 1 {
                editor.set(editor.u64(record + 48) + UInt64(growth), at: record + 48)
            }
        }
        return editor.sealed()
    }
}
