import EdgeVision

/// Every op: a bar for its time, darker as far as the roof goes, and the figures.
func opTable(_ profile: OpProfile) -> String {
    let longest = profile.rows.map(\.milliseconds).max() ?? 1
    var html =
        "<div class=\"scroll\"><table class=\"ops\"><thead><tr><th>op</th><th class=\"wide\">time</th><th>ms</th>"
    html += "<th>share</th><th>MMAC</th><th>GMAC/s</th><th>kB</th><th>GB/s</th><th>MAC/B</th><th>of roof</th>"
    html += "<th>bound</th><th class=\"text\">what</th></tr></thead>\n<tbody>\n"
    for row in profile.rows {
        let width = longest > 0 ? row.milliseconds / longest * 100 : 0
        let roof = min(width, longest > 0 ? row.roof.milliseconds / longest * 100 : 0)
        html +=
            "<tr><td>\(row.index)</td><td class=\"wide\"><div class=\"track\">"
            + "<div class=\"bar b1\" style=\"width:\(fixed(width, 1))%\">"
        html += "</div><div class=\"bar roofbar\" style=\"width:\(fixed(roof, 1))%\"></div></div></td>"
        let isProduct = row.macs > 0
        let cells = [
            fixed(row.milliseconds, 4), fixed(row.share * 100, 1) + "%",
            isProduct ? fixed(Double(row.macs) / 1e6, 2) : "", isProduct ? short(row.gigaMACs) : "",
            fixed(Double(row.traffic.bytes) / 1000, 1), short(row.gigabytes),
            isProduct ? short(row.intensity) : "",
            row.shareOfRoof.map { fixed($0 * 100, 0) + "%" } ?? "",
        ]
        html += cells.map { "<td>\($0)</td>" }.joined()
        html += "<td>\(escaped(row.roof.bound))</td>"
        html += "<td class=\"text\">\(escaped(row.kind)) <span class=\"soft\">\(escaped(row.shape))</span>"
        html += " <span class=\"name\">\(escaped(row.name))</span></td></tr>\n"
    }
    return html + "</tbody></table></div>\n"
}
