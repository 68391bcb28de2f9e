using System.CommandLine;
using SraCl.Benchmarks.Workloads;
using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Storage;
using SraCl.Sequences;

namespace SraCl.Benchmarks.Commands;

/// <summary>Writes the vectors of all training prefixes to a file that both sides of the retrieval search.</summary>
internal static class VectorsCommand
{
    public static Command Create()
    {
        Option<string> interactions = CommonOptions.Interactions();
        Option<int> threads = CommonOptions.Threads();
        var output = new Option<string>("--out") { Description = "File (.npy) to write to.", Required = true };
        var given = new Option<string?>("--vectors") { Description = "File (.npy) with vectors to use, one a row; without it the mean of the items' collaborative vectors." };
        var dimension = new Option<int>("--dimension") { Description = "Length of the vectors that are made.", DefaultValueFactory = _ => 256 };
        var command = new Command("vectors", "Writes the vectors of all training prefixes, each of length 1.") { interactions, output, given, dimension, threads };
        command.SetAction(parsed =>
        {
            EmbeddingMatrix vectors = parsed.GetValue(given) is { } file
                ? NpyFile.ReadEmbeddings(file)
                : Make(TrainingData.Load(parsed.GetValue(interactions)!), parsed.GetValue(dimension));
            Write(vectors, parsed.GetValue(output)!);
        });
        return command;
    }

    private static EmbeddingMatrix Make(TrainingData data, int dimension)
    {
        EmbeddingMatrix items = CollaborativeEmbedder.Embed(data.Split.Train, new CollaborativeOptions { Dimension = dimension });
        SequenceWindow[] windows = SequenceWindows.OfTraining(data.Split.Train);
        return SequenceEmbeddings.MeanOfItems(items, data.Split.Train.Sequences, windows);
    }

    /// <summary>Rows of zeros are left out: all rows are equally far from them, so that they have no nearest ones.</summary>
    private static void Write(EmbeddingMatrix vectors, string path)
    {
        var kept = new List<float>(vectors.RowCount * vectors.Dimension);
        for (int row = 0; row < vectors.RowCount; row++)
        {
            double squares = 0;
            foreach (float value in vectors[row])
            {
                squares += (double)value * value;
            }

            if (squares > 0)
            {
                foreach (float value in vectors[row])
                {
                    kept.Add((float)(value / Math.Sqrt(squares)));
                }
            }
        }

        var matrix = new EmbeddingMatrix(vectors.Dimension, [.. kept]);
        NpyFile.WriteEmbeddings(path, matrix);
        Report.Write(new { Rows = matrix.RowCount, matrix.Dimension, ZeroRows = vectors.RowCount - matrix.RowCount });
    }
}
