using SraCl.Neighbors;
using SraCl.Semantic.Retrieval;
using SraCl.Sequences;
using SraCl.Splits;

namespace BringYourOwnModel.Data;

/// <summary>What SRA-CL's losses need beside the data: the nearest books of each book, and the nearest histories of each training history.</summary>
/// <param name="Books">For the intra-sequence loss.</param>
/// <param name="Histories">For the cross-sequence loss.</param>
internal sealed record Neighborhood(ItemNeighbors Books, SampleNeighbors Histories)
{
    /// <summary>Finds both by cosine; a history's vector is the mean of its books', and a reader's own histories are no neighbors.</summary>
    public static Neighborhood Find(EmbeddingMatrix bookVectors, TrainingSplit train, SequenceWindow[] samples, int k)
    {
        int size = bookVectors.Dimension;
        var means = new float[samples.Length * size];
        for (int row = 0; row < samples.Length; row++)
        {
            Span<float> mean = means.AsSpan(row * size, size);
            foreach (int book in train.Sequences[samples[row].User][..samples[row].End])
            {
                for (int i = 0; i < size; i++)
                {
                    mean[i] += bookVectors[book][i] / samples[row].End;
                }
            }
        }

        var histories = new EmbeddingMatrix(size, means);
        NeighborTable books = NearestNeighbors.Find(bookVectors, k, new NeighborRules { Padding = PaddingRow.Excluded });
        NeighborTable near = NearestNeighbors.Find(histories, k, new NeighborRules { Groups = samples.Select(sample => sample.User).ToArray() });
        return new Neighborhood(new ItemNeighbors(books), new SampleNeighbors(train.Sequences, samples, histories, near));
    }
}
