extension AccuracyReport {
    /// One self-contained page: no script, no reference to anything outside.
    public var html: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>\(escaped(model)): int8 accuracy</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222 }
        table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
        th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #ddd; font-variant-numeric: tabular-nums }
        td.n, th.n { text-align: right }
        .bar { background: #e8e8e8; width: 9rem; height: .7rem } .bar i { display: block; height: 100%; background: #3a7 }
        .bad i { background: #c43 } .note { background: #fff6d8; padding: .6rem 1rem }
        </style></head><body>
        <h1>\(escaped(model)): int8 beside float</h1>
        \(advice.map { "<p class=\"note\">\(escaped($0))</p>" }.joined(separator: "\n"))
        <table><tr><th>Output</th><th class="n">SQNR</th><th class="n">Cosine</th><th class="n">Top-1 agreement</th></tr>
        \(outputs.map(row).joined(separator: "\n"))
        </table>
        <p>\(samples) samples. Calibration by \(calibration.method.rawValue) over \(calibration.samples) samples: \
        \(calibration.candidates.map { "\($0.method.rawValue) \(decibels($0.sqnr))" }.joined(separator: ", ")).</p>
        \(choices.map { "<p>\(escaped($0.prefix(1).uppercased() + $0.dropFirst())).</p>" }.joined(separator: "\n"))
        <p>Arena \(memory.arenaBytes) bytes (bound \(memory.boundBytes)), scratch \(memory.scratchBytes) a thread, \
        weights \(memory.weightBytes), file \(memory.fileBytes).</p>
        <h2>Operators</h2>
        <p>SQNR of each output against the float network, earlier errors included; loss: below the worst input.</p>
        <table><tr><th>Operator</th><th>Kind</th><th>Shape</th><th class="n">SQNR</th><th></th><th class="n">Loss</th>\
        <th class="n">Cosine</th><th class="n">Saturation</th><th>Advice</th></tr>
        \(layers.map(row).joined(separator: "\n"))
        </table></body></html>

        """
    }

    private func row(_ output: OutputAccuracy) -> String {
        let agreement = output.topAgreement.map { fixed($0 * 100, 1) + "%" } ?? ""
        return "<tr><td>\(escaped(output.name))</td><td class=\"n\">\(decibels(output.sqnr))</td>"
            + "<td class=\"n\">\(fixed(output.cosine, 6))</td><td class=\"n\">\(agreement)</td></tr>"
    }

    private func row(_ layer: LayerAccuracy) -> String {
        let width = Int(min(max(layer.sqnr, 0), 60) / 60 * 100)
        let style = layer.sqnr < 15 ? "bar bad" : "bar"
        return "<tr><td>\(escaped(layer.name))</td><td>\(layer.kind)</td>"
            + "<td>\(layer.shape.map(String.init).joined(separator: "×"))</td>"
            + "<td class=\"n\">\(decibels(layer.sqnr))</td>"
            + "<td><div class=\"\(style)\"><i style=\"width:\(width)%\"></i></div></td>"
            + "<td class=\"n\">\(fixed(layer.sqnrLoss, 1))</td><td class=\"n\">\(fixed(layer.cosine, 5))</td>"
            + "<td class=\"n\">\(fixed(layer.saturation * 100, 2))%</td>"
            + "<td>\(escaped(layer.advice.joined(separator: "; ")))</td></tr>"
    }
}

/// Text made safe inside HTML.
private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
        switch character {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        default: result.append(character)
        }
    }
    return result
}
