import EdgeVision

extension BenchReport {
    /// - Parameter samples: every measured run too, not only the medians of rounds.
    public func json(samples: Bool) -> JSON {
        var fields: [(String, JSON)] = [
            ("model", .string(model.path)),
            ("latency_ms", first.latencyJSON),
            ("runs", .integer(first.samples.count)), ("warmup", .integer(first.warmupRuns)),
            ("warmup_stable", first.warmupIsStable.map { .bool($0) } ?? .null),
            ("cold_start_ms", milliseconds(coldStart.total)),
            ("cold_start_parts_ms", .object(coldStart.parts.map { ($0, milliseconds($1)) })),
            ("arena_bytes", .integer(model.memory.arenaBytes)),
            ("scratch_bytes", .integer(model.memory.scratchBytes)),
            ("weight_bytes", .integer(model.memory.weightBytes)),
            ("file_bytes", .integer(model.fileBytes)),
            ("peak_rss_bytes", .integer(peakResidentBytes)),
            ("isa", .string(model.isa)), ("threads", .integer(first.threads)),
            ("cpu", .string(machine.cpu)), ("macs", .integer(model.macs)),
            ("gmac_per_s", .number(gigaMACs(first.summary?.p50 ?? 0), decimals: 2)),
            ("output_crc32", .string(hex(checksum))), ("model_crc32c", .string(hex(model.checksum))),
            ("version", .string(version)),
        ]
        fields += first.roundFields(samples: samples)
        if let fresh { fields.append(("cold", fresh.json)) }
        fields.append(("affinity", affinity.map { .array($0.map { .integer($0) }) } ?? .null))
        fields.append(("cpus", .string(CPUList.text(cpus))))
        if !scaling.isEmpty {
            fields.append(("scaling", .array(scaling.map { scalingJSON($0, samples: samples) })))
        }
        if let profile { fields += profile.fields }
        fields.append(
            (
                "energy",
                energy?.json
                    ?? .object([
                        ("available", .bool(false)), ("reason", .string(energyReason ?? "not asked for")),
                    ])
            ))
        fields.append(("machine", machine.json))
        fields.append(("before", before.json))
        fields.append(("after", after.json))
        fields.append(("warnings", .array(warnings.map { .string($0) })))
        return .object(fields)
    }

    private func scalingJSON(_ row: Scaling, samples: Bool) -> JSON {
        .object(
            [
                ("threads", .integer(row.series.threads)), ("latency_ms", row.series.latencyJSON),
                ("gmac_per_s", .number(gigaMACs(row.series.summary?.p50 ?? 0), decimals: 2)),
                ("speedup", .number(row.speedup.ratio, decimals: 4)),
                ("speedup_interval", row.speedup.intervalJSON),
                ("efficiency", .number(row.efficiency, decimals: 4)),
            ] + row.series.roundFields(samples: samples))
    }
}

private func milliseconds(_ value: Double?) -> JSON { .number(value ?? .nan, decimals: 6) }

extension Verdict {
    var intervalJSON: JSON {
        guard let interval else { return .null }
        return .array([.number(interval.lowerBound, decimals: 4), .number(interval.upperBound, decimals: 4)])
    }

    var json: JSON {
        .object([
            ("finding", .string(finding.rawValue)), ("ratio", .number(ratio, decimals: 5)),
            ("interval", intervalJSON), ("confidence", .number(0.95, decimals: 2)),
            ("rounds", .integer(rounds)),
            ("text", .string(text)),
        ])
    }
}

extension Series {
    var latencyJSON: JSON { summaryJSON(summary) }

    func roundFields(samples: Bool) -> [(String, JSON)] {
        var fields: [(String, JSON)] = [
            ("rounds_ms", .array(medians.all.map { .number($0, decimals: 6) })),
            ("calm_rounds_ms", .array(medians.calm.map { .number($0 ?? .nan, decimals: 6) })),
            ("rounds_start_s", .array(rounds.map { .number($0.start, decimals: 3) })),
            ("rounds_clock_ghz", .array(rounds.map { .number($0.clock ?? .nan, decimals: 3) })),
            ("disturbed_runs", .integer(disturbedRuns)),
            ("round_spread", .number(spread, decimals: 4)),
            (
                "drift",
                drift.map {
                    .object([("change", .number($0.change, decimals: 4)), ("trend", .bool($0.isTrend))])
                } ?? .null
            ),
        ]
        if samples {
            fields.append(
                (
                    "samples_ms",
                    .array(rounds.map { .array($0.milliseconds.map { .number($0, decimals: 6) }) })
                ))
        }
        return fields
    }
}

func summaryJSON(_ summary: LatencySummary?) -> JSON {
    .object([
        ("min", milliseconds(summary?.minimum)), ("p50", milliseconds(summary?.p50)),
        ("p90", milliseconds(summary?.p90)), ("p99", milliseconds(summary?.p99)),
        ("max", milliseconds(summary?.maximum)), ("mean", milliseconds(summary?.mean)),
        ("mad", milliseconds(summary?.medianAbsoluteDeviation)),
    ])
}

extension FreshProcesses {
    var json: JSON {
        .object([
            ("processes", .integer(kept.count)),
            ("file_in_page_cache_ms", summaryJSON(LatencySummary(kept))),
            ("file_on_disk_ms", dropped.isEmpty ? .null : summaryJSON(LatencySummary(dropped))),
            ("file_on_disk_reason", reason.map { .string($0) } ?? .null),
        ])
    }
}

extension OpProfile {
    var fields: [(String, JSON)] {
        [
            ("profile", .array(rows.map(\.json))),
            ("profile_runs", .integer(runs)),
            ("profile_total_ms", .number(total, decimals: 6)),
            ("roof_ms", .number(roofMilliseconds, decimals: 6)),
            ("roof", roof.json),
        ]
    }
}

extension OpProfile.Row {
    var json: JSON {
        .object([
            ("op", .integer(index)), ("name", .string(name)), ("kind", .string(kind)),
            ("isa", .string(isa)), ("output_shape", .string(shape)),
            ("ms", .number(milliseconds, decimals: 6)), ("share", .number(share, decimals: 5)),
            ("macs", .integer(macs)), ("gmac_per_s", .number(gigaMACs, decimals: 2)),
            ("activation_bytes", .integer(traffic.activations)),
            ("constant_bytes", .integer(traffic.constants)),
            ("gbyte_per_s", .number(gigabytes, decimals: 3)),
            ("macs_per_byte", .number(intensity, decimals: 3)),
            ("roof_ms", .number(roof.milliseconds, decimals: 6)), ("bound", .string(roof.bound)),
            ("share_of_roof", shareOfRoof.map { .number($0, decimals: 4) } ?? .null),
        ])
    }
}

extension Roof {
    var json: JSON {
        .object([
            ("threads", .integer(threads)),
            (
                "peaks",
                .array(
                    peaks.map {
                        .object([
                            ("form", .string($0.form.rawValue)),
                            ("gmac_per_s", .number($0.gigaMACs, decimals: 2)),
                        ])
                    })
            ),
            (
                "bandwidths",
                .array(
                    bandwidths.map {
                        .object([
                            ("level", .string($0.level)), ("bytes", .integer($0.bytes)),
                            ("gbyte_per_s", .number($0.gigabytes, decimals: 2)),
                        ])
                    })
            ),
        ])
    }
}

extension EnergyFigures {
    var json: JSON {
        .object([
            ("available", .bool(true)), ("runs", .integer(runs)), ("seconds", .number(seconds, decimals: 3)),
            ("rail", main.map { .string($0.name) } ?? .null),
            ("joules_per_inference", main.map { .number($0.joules, decimals: 6) } ?? .null),
            (
                "joules_per_inference_above_idle",
                main.map { .number($0.joulesAboveIdle, decimals: 6) } ?? .null
            ),
            (
                "rails",
                .array(
                    rails.map {
                        .object([
                            ("name", .string($0.name)), ("kind", .string($0.kind)),
                            ("idle_watts", .number($0.idleWatts, decimals: 3)),
                            ("load_watts", .number($0.loadWatts, decimals: 3)),
                            ("joules_per_inference", .number($0.joules, decimals: 6)),
                            ("joules_per_inference_above_idle", .number($0.joulesAboveIdle, decimals: 6)),
                        ])
                    })
            ),
        ])
    }
}

extension MachineFacts {
    var json: JSON {
        .object([
            ("cpu", .string(cpu)), ("flags", .array(flags.map { .string($0) })), ("cores", .integer(cores)),
            ("board", board.map { .string($0) } ?? .null), ("virtual", .bool(isVirtual)),
            ("memory_bytes", .integer(memoryBytes)),
            (
                "caches",
                .array(
                    caches.map {
                        .object([
                            ("level", .integer($0.level)), ("bytes", .integer($0.bytes)),
                            ("shared_by", .integer($0.sharedBy)),
                        ])
                    })
            ),
            ("kernel", .string(kernel)), ("distribution", .string(distribution)),
            ("compiler", .string(compiler)),
        ])
    }
}

extension SystemState {
    var json: JSON {
        var fields: [(String, JSON)] = [
            ("clocks", .array(clocks.filter { $0.governor != nil || $0.current != nil }.map(\.json))),
            ("measured_clock_ghz", .number(measuredGHz ?? .nan, decimals: 3)),
            ("boost", boosts.map { .bool($0) } ?? .null),
        ]
        let degrees = zones.map { ($0.name, JSON.number(Double($0.temperature) / 1000, decimals: 1)) }
        fields.append(("temperatures_c", .object(degrees)))
        fields.append(("throttle_events", integerOrNull(throttleEvents)))
        fields.append(("firmware_throttled", integerOrNull(firmware.map { Int($0.word) })))
        fields.append(("load_average", load.map { .number($0, decimals: 2) } ?? .null))
        fields.append(("on_battery", onBattery.map { .bool($0) } ?? .null))
        fields.append(("involuntary_switches", .integer(involuntarySwitches)))
        return .object(fields)
    }
}

extension SystemState.CoreClock {
    var json: JSON {
        .object([
            ("cpu", .integer(cpu)), ("governor", governor.map { .string($0) } ?? .null),
            ("khz", integerOrNull(current)), ("highest_khz", integerOrNull(highest)),
            ("allowed_khz", integerOrNull(allowed)),
        ])
    }
}

private func integerOrNull(_ value: Int?) -> JSON { value.map { .integer($0) } ?? .null }
