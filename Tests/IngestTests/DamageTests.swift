import Damage
import Interest
import Testing

@testable import Ingest

/// Broken input must never crash or hang, and every line must be accounted for. `scripts/fuzz`
/// does the same a million times.
struct DamageTests {
    @Test func `a damaged file is read or refused, and every line counted`() async {
        for number in 0..<2000 {
            let file = DamagedFile(seed: 11, number: number)
            let complaint = await file.complaint()
            #expect(complaint == nil, "number \(number), \(file.specimen.name)")
        }
    }

    @Test(arguments: [false, true])
    func `a packed specimen is the specimen`(isDeflated: Bool) throws {
        let bytes = Array("user,item,action,time\nu,i,click,1\n".utf8)
        let packed = ImportSource.bytes(zip(bytes, isDeflated: isDeflated), name: "log.zip")
        let options = ImportOptions()
        let reading = try read(packed, options, BehaviorShape(options, admission))
        #expect(reading.records == [behavior("u", "i", .click, at: 1)])
    }

    @Test func `the same number is the same file`() {
        for number in 0..<50 {
            let (one, other) = (
                DamagedFile(seed: 3, number: number), DamagedFile(seed: 3, number: number)
            )
            #expect(one.bytes == other.bytes)
            #expect(one.options.limits == other.options.limits)
        }
    }

    @Test(arguments: Specimen.all.indices)
    func `a specimen is sound before damage is done to it`(index: Int) throws {
        let specimen = Specimen.all[index]
        let source = ImportSource.bytes(Array(specimen.text.utf8), name: specimen.name)
        let options = ImportOptions { $0.names = specimen.names }
        let sentences: [String]
        switch specimen.kind {
        case .behaviors:
            sentences = try read(source, options, BehaviorShape(options, admission)).sentences
        case .items: sentences = try read(source, options, ItemShape(options)).sentences
        case .profiles: sentences = try read(source, options, ProfileShape(options)).sentences
        }
        #expect(sentences == [])
    }
}
