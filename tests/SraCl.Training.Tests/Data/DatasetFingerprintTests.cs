using SraCl.Sequences;
using SraCl.Training.Data;

namespace SraCl.Training.Tests.Data;

public class DatasetFingerprintTests
{
    [Fact]
    public void Compute_SmallDataset_GivesTheHashOfTheDocumentedBytes()
    {
        // Python: sha256(b'sracl-dataset-1' + i(2) + i(2) + t('u') + i(3) + i(1) + i(2) + i(1) + t('zoë') + i(1) + i(2) + t('a') + t('日本'))
        // with i(x) = struct.pack('<i', x) and t(s) = i(len(s.encode())) + s.encode().
        Assert.Equal("bdff14aafadde7430e3fd2a78b9c07bdba8d2049140d66ab34a365a4e064a93f", DatasetFingerprint.Compute(Make(["u", "zoë"], ["a", "日本"], [1, 2, 1, 2], [0, 3, 4])));
    }

    [Fact]
    public void Compute_AnyDifference_GivesAnotherHash()
    {
        SequenceDataset[] datasets =
        [
            Make(["u", "v"], ["a", "b"], [1, 2, 1, 2], [0, 3, 4]),
            Make(["u", "w"], ["a", "b"], [1, 2, 1, 2], [0, 3, 4]),
            Make(["u", "v"], ["a", "c"], [1, 2, 1, 2], [0, 3, 4]),
            Make(["u", "v"], ["a", "b"], [1, 2, 2, 2], [0, 3, 4]),
            Make(["u", "v"], ["a", "b"], [1, 2, 1, 2], [0, 2, 4]),
            Make(["u", "v"], ["a", "b", "c"], [1, 2, 1, 2], [0, 3, 4]),
        ];

        Assert.Distinct(datasets.Select(DatasetFingerprint.Compute));
    }

    private static SequenceDataset Make(string[] users, string[] items, int[] sequence, int[] offsets) => new(users, new IdMap(items), sequence, offsets);
}
