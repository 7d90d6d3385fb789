#if !hasFeature(Embedded)
    extension TensorRecord {
        func store(to record: inout RecordWriter) {
            typealias Field = FileLayout.Tensor
            record.store(kind.rawValue, at: Field.kind)
            record.store(elementType.rawValue, at: Field.elementType)
            record.store(layout.rawValue, at: Field.layout)
            record.store(rank, at: Field.rank)
            for i in 0..<6 { record.store(dimensions[i], at: Field.dimensions + 4 * i) }
            record.store(scale, at: Field.scale)
            record.store(zeroPoint, at: Field.zeroPoint)
            record.store(parent, at: Field.parent)
            record.store(parentOffset, at: Field.parentOffset)
            record.store(dataOffset, at: Field.dataOffset)
            record.store(dataBytes, at: Field.dataBytes)
            record.store(nameOffset, at: Field.name)
            record.store(nameBytes, at: Field.name + 4)
        }
    }

    extension OpRecord {
        func store(to record: inout RecordWriter) {
            typealias Field = FileLayout.Op
            record.store(kind.rawValue, at: Field.kind)
            record.store(inputCount, at: Field.inputCount)
            record.store(outputCount, at: Field.outputCount)
            record.store(firstInput, at: Field.firstInput)
            record.store(firstOutput, at: Field.firstOutput)
            record.store(nameOffset, at: Field.name)
            record.store(nameBytes, at: Field.name + 4)
            for i in 0..<OpParameters.count { record.store(parameters[i], at: Field.parameters + 4 * i) }
        }
    }

    extension SubgraphRecord {
        func store(to record: inout RecordWriter) {
            typealias Field = FileLayout.Subgraph
            record.store(firstOp, at: Field.firstOp)
            record.store(opCount, at: Field.opCount)
            record.store(firstInput, at: Field.firstInput)
            record.store(inputCount, at: Field.inputCount)
            record.store(firstOutput, at: Field.firstOutput)
            record.store(outputCount, at: Field.outputCount)
        }
    }

    extension PlanRecord {
        func store(to record: inout RecordWriter) {
            typealias Field = FileLayout.Plan
            record.store(subgraph, at: Field.subgraph)
            record.store(firstPlacement, at: Field.firstPlacement)
            record.store(placementCount, at: Field.placementCount)
            record.store(arenaBytes, at: Field.arenaBytes)
            record.store(scratchBytes, at: Field.scratchBytes)
        }
    }

    extension PlacementRecord {
        func store(to record: inout RecordWriter) {
            typealias Field = FileLayout.Placement
            record.store(tensor, at: Field.tensor)
            record.store(offset, at: Field.offset)
            record.store(bytes, at: Field.length)
        }
    }

    extension PreprocessingRecord {
        func store(to record: inout RecordWriter) {
            typealias Field = FileLayout.Preprocessing
            record.store(input, at: Field.input)
            record.store(resize.rawValue, at: Field.resize)
            record.store(channels.rawValue, at: Field.channels)
            record.store(fill, at: Field.fill)
            record.store(cropFraction, at: Field.cropFraction)
            for i in 0..<4 {
                record.store(mean[i], at: Field.mean + 4 * i)
                record.store(std[i], at: Field.std + 4 * i)
            }
        }
    }

    extension MetadataRecord {
        func store(to record: inout RecordWriter) {
            record.store(key, at: FileLayout.Metadata.key)
            record.store(value, at: FileLayout.Metadata.value)
        }
    }
#endif
