import EdgeGraph
import EdgeTestRandom
import Testing

@Suite struct NpyTests {
    /// As NumPy 2 writes `np.array([[1.5, -2, 3]], '<f4')`, byte for byte.
    @Test func readsAndWritesWhatNumPyWrites() throws {
        var file: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
        file += Array("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }".utf8)
        file += [UInt8](repeating: 0x20, count: 127 - file.count) + [0x0A]
        file += [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0x40, 0x40]
        let tensor = Tensor(shape: [1, 3], floats: [1.5, -2, 3])
        let read = try NpyArray(file: file)
        #expect(read.type == .float32 && read.tensor.shape == [1, 3] && read.tensor.floats == tensor.floats)
        #expect(NpyArray(tensor).file == file)
    }

    @Test(arguments: NpyType.allCases) func keepsEveryType(_ type: NpyType) throws {
        let shapes = [[], [0], [2], [1, 2], [2, 1, 1]]
        for shape in shapes {
            let count = shape.reduce(1, *)
            let bytes = (0..<count * type.size).map { type == .bool ? UInt8($0 & 1) : UInt8($0 * 37 & 63) }
            let array = NpyArray(type: type, shape: shape, bytes: bytes)
            let again = try NpyArray(file: array.file)
            #expect(again == array)
            #expect(array.file.count % 64 == bytes.count % 64)
            // Through a tensor and back: values of seven bits survive every type.
            let small = NpyArray(Tensor(shape: [2], integers: [0, 1]), as: type)
            let tensor = try NpyArray(file: small.file).tensor
            #expect(tensor.type == .float ? tensor.floats == [0, 1] : tensor.integers == [0, 1])
        }
        let wide = NpyArray(Tensor(shape: [2], integers: [.min, .max]), as: type).tensor
        if case .integer = wide.type { #expect(wide.integers[0] < wide.integers[1]) }
    }

    @Test func refusesByName() {
        func error(_ header: String, version: UInt8 = 1, data: Int = 0) -> NpyError? {
            let text = Array(header.utf8)
            let length: [UInt8] = [UInt8(text.count), 0] + (version == 1 ? [] : [0, 0])
            let file =
                [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text
                + [UInt8](repeating: 0, count: data)
            do {
                _ = try NpyArray(file: file)
                return nil
            } catch { return error }
        }
        let good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
        #expect(error(good, data: 8) == nil)
        #expect(error(good, version: 2, data: 8) == nil)
        #expect(error(good, version: 3, data: 8) == nil)
        #expect(error(good, data: 7) == .length(expected: 8, actual: 7))
        #expect(error(good, version: 4, data: 8) == .notNpy("version 4.0"))
        #expect(
            error("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", data: 8)
                == .unsupported("elements of type '>f4'"))
        #expect(
            error("{'descr': '<f4', 'fortran_order': True, 'shape': (2,2), }", data: 16)
                == .unsupported("an array in Fortran order"))
        #expect(
            error("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", data: 8)
                == .unsupported("a structured array"))
        #expect(error("{'descr': '<f4', 'shape': (2,), }", data: 8) != nil)
        #expect(
            error("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807,2), }", data: 8)
                != nil)
        #expect(
            error("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904,), }", data: 8)
                != nil)
    }

    @Test func anyBytesGiveAnArrayOrAnError() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let valid = NpyArray(Tensor(shape: [2, 3], floats: [1, 2, 3, 4, 5, 6])).file
        var accepted = 0
        var refused = 0
        func read(_ bytes: [UInt8]) {
            do {
                let array = try NpyArray(file: bytes)
                #expect(array.bytes.count == array.shape.reduce(1, *) * array.type.size)
                accepted += 1
            } catch { refused += 1 }
        }
        for length in 0...valid.count { read(Array(valid[..<length])) }
        for _ in 0..<20_000 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<80, using: &random)
                bytes[at] =
                    Bool.random(using: &random)
                    ? .random(in: 0...255, using: &random) : valid[.random(in: 0..<80, using: &random)]
            }
            read(bytes)
        }
        #expect(accepted > 0 && refused > 1000)
    }
}
