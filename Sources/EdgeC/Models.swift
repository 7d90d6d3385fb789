// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The compiler matches implementations with edge.h by their names.

import CEdge
import EdgeHost
import EdgeRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@c @implementation
public func edge_model_open(
    _ path: UnsafePointer<CChar>?, _ model: UnsafeMutablePointer<OpaquePointer?>?
) -> edge_status {
    answering { () throws(Fault) in
        let result = try require(model, "model")
        result.pointee = ModelHandle(try loadModel(try require(path, "path"))).retained()
    }
}

@c @implementation
public func edge_model_open_memory(
    _ bytes: UnsafeRawPointer?, _ count: Int, _ model: UnsafeMutablePointer<OpaquePointer?>?
) -> edge_status {
    answering { () throws(Fault) in
        let result = try require(model, "model")
        let start = try require(bytes, "bytes")
        guard count >= 0 else { throw Fault(EDGE_ERROR_SIZE, "count is more than memory can hold; check it") }
        let loaded: LoadedModel
        do throws(HostError) {
            loaded = try LoadedModel(copying: UnsafeRawBufferPointer(start: start, count: count))
        } catch {
            throw Fault(error)
        }
        result.pointee = ModelHandle(loaded).retained()
    }
}

@c @implementation
public func edge_model_close(_ model: OpaquePointer?) {
    if let model { ModelHandle.unmanaged(model).release() }
}

@c @implementation
public func edge_verify(_ path: UnsafePointer<CChar>?) -> edge_status {
    answering { () throws(Fault) in _ = try loadModel(try require(path, "path")) }
}

private func loadModel(_ path: UnsafePointer<CChar>) throws(Fault) -> LoadedModel {
    do { return try LoadedModel(path: String(cString: path)) } catch { throw Fault(error) }
}

// MARK: Inputs and outputs

@c @implementation
public func edge_model_input_count(_ model: OpaquePointer?) -> Int {
    (try? ModelHandle.at(model))?.inputs.count ?? 0
}

@c @implementation
public func edge_model_output_count(_ model: OpaquePointer?) -> Int {
    (try? ModelHandle.at(model))?.outputs.count ?? 0
}

@c @implementation
public func edge_model_input(
    _ model: OpaquePointer?, _ index: Int, _ tensor: UnsafeMutablePointer<edge_tensor>?
) -> edge_status {
    answering { () throws(Fault) in
        let model = try ModelHandle.at(model)
        try require(tensor, "tensor").pointee = try model.input(index)
    }
}

@c @implementation
public func edge_model_output(
    _ model: OpaquePointer?, _ index: Int, _ tensor: UnsafeMutablePointer<edge_tensor>?
) -> edge_status {
    answering { () throws(Fault) in
        let model = try ModelHandle.at(model)
        try require(tensor, "tensor").pointee = try model.output(index)
    }
}

@c @implementation
public func edge_model_find_input(
    _ model: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ index: UnsafeMutablePointer<Int>?
) -> edge_status {
    answering { () throws(Fault) in
        let model = try ModelHandle.at(model)
        let name = try require(name, "name")
        let result = try require(index, "index")
        guard let found = model.inputs.index(of: name) else { throw .unnamed("input", name) }
        result.pointee = found
    }
}

@c @implementation
public func edge_model_find_output(
    _ model: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ index: UnsafeMutablePointer<Int>?
) -> edge_status {
    answering { () throws(Fault) in
        let model = try ModelHandle.at(model)
        let name = try require(name, "name")
        let result = try require(index, "index")
        guard let found = model.outputs.index(of: name) else { throw .unnamed("output", name) }
        result.pointee = found
    }
}

extension ModelHandle {
    func input(_ index: Int) throws(Fault) -> edge_tensor {
        guard let tensor = inputs[index] else { throw .absent("input", index, count: inputs.count) }
        return tensor
    }

    func output(_ index: Int) throws(Fault) -> edge_tensor {
        guard let tensor = outputs[index] else { throw .absent("output", index, count: outputs.count) }
        return tensor
    }
}

extension Fault {
    static func absent(_ what: String, _ index: Int, count: Int) -> Fault {
        Fault(
            EDGE_ERROR_ARGUMENT,
            "\(what) \(UInt(bitPattern: index)): the model has \(count); count from 0 to \(count - 1)")
    }

    static func unnamed(_ what: String, _ name: UnsafePointer<CChar>) -> Fault {
        Fault(
            EDGE_ERROR_ARGUMENT,
            "the model has no \(what) named '\(String(cString: name))'; edge_model_\(what) gives their names")
    }
}

// MARK: Texts

@c @implementation
public func edge_model_metadata(
    _ model: OpaquePointer?, _ key: UnsafePointer<CChar>?
) -> UnsafePointer<CChar>? {
    guard let model = try? ModelHandle.at(model), let key else { return nil }
    let keys = model.keys.pointers
    return keys.indices.first { strcmp(keys[$0], key) == 0 }.map { model.values.pointers[$0] }
}

@c @implementation
public func edge_model_metadata_count(_ model: OpaquePointer?) -> Int {
    (try? ModelHandle.at(model))?.keys.pointers.count ?? 0
}

@c @implementation
public func edge_model_metadata_at(
    _ model: OpaquePointer?, _ index: Int, _ key: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
    _ value: UnsafeMutablePointer<UnsafePointer<CChar>?>?
) -> edge_status {
    answering { () throws(Fault) in
        let model = try ModelHandle.at(model)
        let (key, value) = (try require(key, "key"), try require(value, "value"))
        let keys = model.keys.pointers
        guard keys.indices.contains(index) else { throw .absent("metadata entry", index, count: keys.count) }
        key.pointee = keys[index]
        value.pointee = model.values.pointers[index]
    }
}

@c @implementation
public func edge_model_label_count(_ model: OpaquePointer?) -> Int {
    (try? ModelHandle.at(model))?.labels.pointers.count ?? 0
}

@c @implementation
public func edge_model_label(_ model: OpaquePointer?, _ index: Int) -> UnsafePointer<CChar>? {
    guard let labels = (try? ModelHandle.at(model))?.labels.pointers, labels.indices.contains(index) else {
        return nil
    }
    return labels[index]
}

@c @implementation
public func edge_model_takes_pictures(_ model: OpaquePointer?) -> CInt {
    (try? ModelHandle.at(model))?.takesPictures == true ? 1 : 0
}

@c @implementation
public func edge_model_arena_bytes(
    _ model: OpaquePointer?, _ threads: Int32, _ bytes: UnsafeMutablePointer<Int>?
) -> edge_status {
    answering { () throws(Fault) in
        let model = try ModelHandle.at(model)
        let result = try require(bytes, "bytes")
        result.pointee = try model.arenaBytes(threads: threads)
    }
}

extension ModelHandle {
    func arenaBytes(threads: Int32) throws(Fault) -> Int {
        do {
            return try HostSession.requiredBytes(for: loaded, threads: Int(threads))
        } catch {
            throw Fault(error)
        }
    }
}
