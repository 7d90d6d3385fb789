import EdgeFormat
import EdgeGraph
import EdgeQuantize

/// A tensor that holds a value. Its dimensions are the value's, axes in `order`: tensor axis i is axis
/// `order[i]` of the value.
struct Form {
    var tensor: Int
    var order: [Int]
}

/// Pictures are channels last, everything else lies as the source has it.
func naturalOrder(_ shape: [Int]) -> [Int] { shape.count == 4 ? [0, 2, 3, 1] : Array(shape.indices) }

/// The axes that matter in an order: those longer than 1.
func longAxes(_ order: [Int], _ shape: [Int]) -> [Int] { order.filter { shape[$0] > 1 } }

extension Lowering {
    /// Every form of `value` so far.
    private func known(_ value: ValueID) -> [Form] {
        var all = forms[value] ?? []
        if let tensor = tensorOf[value] {
            all.append(Form(tensor: tensor, order: naturalOrder(shape(value))))
        }
        return all
    }

    private func type(_ form: Form) -> ElementType { result.tensors[form.tensor].elementType }

    mutating func add(_ form: Form, of value: ValueID) { forms[value, default: []].append(form) }

    /// `value` in the given type, and order (any where nil); converted where it is not there yet.
    mutating func form(_ value: ValueID, _ type: ElementType, _ order: [Int]? = nil) -> Form {
        let shape = shape(value)
        func fits(_ form: Form) -> Bool {
            guard let order else { return true }
            return longAxes(form.order, shape) == longAxes(order, shape)
        }
        let candidates = known(value)
        if let form = candidates.first(where: { self.type($0) == type && fits($0) }) {
            guard let order, form.order != order else { return form }
            return relabeled(form, value, order)
        }
        guard
            var form = candidates.first(where: { self.type($0) == type })
                ?? candidates.first(where: fits) ?? candidates.first
        else {
            // Not computed yet: a graph input, or what an int8 operator will write.
            _ = activation(value)
            return self.form(value, type, order)
        }
        // Moving bytes is cheaper than moving floats.
        if self.type(form) == .float32, type == .int8 { form = converted(form, value, to: .int8) }
        if let order, form.order != order {
            form = fits(form) ? relabeled(form, value, order) : reordered(form, value, order)
        }
        if self.type(form) != type { form = converted(form, value, to: type) }
        return form
    }

    /// A tensor for `value`: its root, made but not written.
    mutating func newForm(_ value: ValueID, _ type: ElementType, _ order: [Int]) -> Form {
        let shape = shape(value)
        var tensor = IntegerTensor(
            name: graph[value].name, elementType: type, dimensions: order.map { shape[$0] },
            source: graph[value].type == .float ? value : nil)
        if type == .int8 { tensor.quantization = quantization[value] }
        let isNatural = order == naturalOrder(shape)
        if !isNatural {
            tensor.order = order
            tensor.name += "/" + order.map(String.init).joined()
        }
        let taken = known(value).contains { self.type($0) != type }
        if taken { tensor.name += "/\(type)" }
        let form = Form(tensor: result.add(tensor), order: order)
        add(form, of: value)
        return form
    }

    private mutating func converted(_ form: Form, _ value: ValueID, to type: ElementType) -> Form {
        let output = newForm(value, type, form.order)
        result.ops.append(
            IntegerOp(
                kind: type == .int8 ? .quantize : .dequantize, name: result.tensors[output.tensor].name,
                inputs: [form.tensor], outputs: [output.tensor],
                parameters: type == .int8 ? PointwiseParameters().words : OpParameters()))
        return output
    }

    /// The elements moved into another order.
    private mutating func reordered(_ form: Form, _ value: ValueID, _ order: [Int]) -> Form {
        let output = newForm(value, type(form), order)
        let permutation = order.map { axis in form.order.firstIndex(of: axis)! }
        result.ops.append(
            IntegerOp(
                kind: .transpose, name: result.tensors[output.tensor].name, inputs: [form.tensor],
                outputs: [output.tensor],
                parameters: TransposeParameters(
                    permutation: InlineArray { $0 < permutation.count ? Int32(permutation[$0]) : 0 }
                ).words))
        return output
    }

    /// The same bytes where only axes of size 1 move.
    private mutating func relabeled(_ form: Form, _ value: ValueID, _ order: [Int]) -> Form {
        let shape = shape(value)
        let tensor = view(form.tensor, order.map { shape[$0] })
        let relabeled = Form(tensor: tensor, order: order)
        add(relabeled, of: value)
        return relabeled
    }

    // MARK: Views

    /// The root's channels: what lies between its pixels.
    private func width(_ tensor: Int) -> Int { result.tensors[tensor].dimensions.last ?? 1 }

    /// Whether a view is all of its root.
    private func isWhole(_ tensor: Int) -> Bool {
        guard let view = result.tensors[tensor].view else { return true }
        return view.offset == 0
            && result.tensors[view.parent].byteCount == result.tensors[tensor].byteCount
    }

    /// A tensor's elements under other dimensions, which are as many.
    mutating func view(_ tensor: Int, _ dimensions: [Int]) -> Int {
        if result.tensors[tensor].dimensions == dimensions { return tensor }
        var source = tensor
        let keepsChannels = dimensions.last == result.tensors[tensor].dimensions.last
        if !isWhole(tensor), !keepsChannels { source = copy(tensor) }
        var view = result.tensors[source]
        view.view = IntegerTensor.View(
            parent: result.root(of: source), offset: result.tensors[source].view?.offset ?? 0)
        view.dimensions = dimensions
        view.name += "/view"
        view.source = nil
        view.order = nil
        return result.add(view)
    }

    /// Some pixels and channels of a tensor: `dimensions` from pixel and channel on.
    mutating func window(_ tensor: Int, _ dimensions: [Int], pixel: Int, channel: Int) -> Int {
        var base = tensor
        // A view of a root with other channels has no pixels of its own.
        if isWhole(base), base != result.root(of: base), width(base) != width(result.root(of: base)) {
            if !reroot(base) { base = copy(base) }
        }
        let root = result.root(of: base)
        let bytes = result.tensors[base].elementType.bits / 8
        var view = result.tensors[base]
        view.view = IntegerTensor.View(
            parent: root,
            offset: (result.tensors[base].view?.offset ?? 0) + (pixel * width(root) + channel) * bytes)
        view.dimensions = dimensions
        view.name += "/window"
        view.source = nil
        view.order = nil
        return result.add(view)
    }

    /// Makes a reshape of a root the root, and the root a reshape of it; false where windows of the root
    /// forbid it.
    mutating func reroot(_ tensor: Int) -> Bool {
        let root = result.root(of: tensor)
        guard isWhole(tensor) else { return false }
        let views = result.tensors.indices.filter { result.tensors[$0].view?.parent == root }
        guard views.allSatisfy(isWhole), !result.inputs.contains(root), !result.outputs.contains(root)
        else { return false }
        for view in views { result.tensors[view].view!.parent = tensor }
        result.tensors[tensor].view = nil
        result.tensors[root].view = IntegerTensor.View(parent: tensor, offset: 0)
        return true
    }

    /// Lets what was or will be written into `tensor`'s root be written into a window of `target`, from
    /// `pixel` and `channel` on, instead. False where it has to stay a tensor of its own.
    mutating func adopt(_ tensor: Int, by target: Int, pixel: Int, channel: Int) -> Bool {
        let root = result.root(of: tensor)
        guard isWhole(tensor), root != result.root(of: target), !result.inputs.contains(root),
            !result.outputs.contains(root), !plan.outputs.contains(where: { tensorOf[$0] == root }),
            result.tensors[root].isActivation,
            result.tensors[root].elementType == result.tensors[target].elementType,
            result.tensors[root].quantization == result.tensors[target].quantization
        else { return false }
        let old = width(tensor)
        let new = width(target)
        let bytes = result.tensors[root].elementType.bits / 8
        let members = [root] + result.tensors.indices.filter { result.tensors[$0].view?.parent == root }
        // Each keeps its pixels: it has the channels of the tensor, or is a window of such.
        let fits = members.allSatisfy { member in
            width(member) == old || (width(root) == old && !isWhole(member))
        }
        guard fits else { return false }
        let base = result.tensors[target].view?.offset ?? 0
        for member in members {
            let start = (result.tensors[member].view?.offset ?? 0) / bytes
            result.tensors[member].view = IntegerTensor.View(
                parent: result.root(of: target),
                offset: base + ((start / old + pixel) * new + start % old + channel) * bytes)
        }
        return true
    }
}
