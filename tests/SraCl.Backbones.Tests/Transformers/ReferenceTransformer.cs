using SraCl.Backbones.Transformers;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Transformers;

/// <summary>A Transformer of any parts in scalar double arithmetic, one unpadded sequence at a time: slow, obvious, and sharing no code with the backbone.</summary>
internal sealed class ReferenceTransformer(Dictionary<string, double[][]> weights, TransformerOptions options)
{
    /// <summary>Encodes one sequence without padding; returns the state at every item.</summary>
    public double[][] Encode(int[] items)
    {
        int length = items.Length;
        double[][] x = new double[length][];
        for (int s = 0; s < length; s++)
        {
            int position = options.Positions == PositionOrder.FromNewest ? options.MaxLength - length + s : s;
            double[] item = weights["item_embedding.weight"][items[s]];
            x[s] = Add(options.ScaleEmbedding ? item.Select(v => v * Math.Sqrt(item.Length)).ToArray() : item, weights["position_embedding.weight"][position]);
            x[s] = options.EmbeddingNorm ? Norm(x[s], "embedding_norm") : x[s];
        }

        for (int layer = 0; layer < options.Layers; layer++)
        {
            string name = $"blocks.{layer}.";
            x = options.Blocks == BlockStyle.SasRec ? SasRec(x, name) : PostNorm(x, name);
        }

        return x
            .Select(v => options.Blocks == BlockStyle.SasRec ? Norm(v, "final_norm") : v)
            .Select(v => options.Head == RepresentationHead.Bert ? Norm(Linear(v, "head.dense").Select(Gelu).ToArray(), "head.norm") : v)
            .ToArray();
    }

    /// <summary>Encodes one sequence without padding; returns its representation.</summary>
    public double[] Represent(int[] items, int maskToken) =>
        options.Representation == SequenceRepresentation.LastItem ? Encode(items)[^1] : Encode([.. items.TakeLast(options.MaxLength - 1), maskToken])[^1];

    private double[][] PostNorm(double[][] x, string name)
    {
        double[][] context = Attend(x, x, name);
        return x.Select((v, s) =>
        {
            double[] middle = Norm(Add(v, Linear(context[s], name + "attention.output")), name + "attention_norm");
            return Norm(Add(middle, FeedForward(middle, name)), name + "feed_forward_norm");
        }).ToArray();
    }

    private double[][] SasRec(double[][] x, string name)
    {
        double[][] queries = x.Select(v => Norm(v, name + "attention_norm")).ToArray();
        double[][] context = Attend(queries, x, name);
        return queries.Select((v, s) =>
        {
            double[] middle = Norm(Add(v, context[s]), name + "feed_forward_norm");
            return Add(middle, FeedForward(middle, name));
        }).ToArray();
    }

    private double[][] Attend(double[][] asking, double[][] asked, string name)
    {
        int width = asked[0].Length;
        int head = width / options.Heads;
        double[][] q = asking.Select(v => Linear(v, name + "attention.query")).ToArray();
        double[][] k = asked.Select(v => Linear(v, name + "attention.key")).ToArray();
        double[][] value = asked.Select(v => Linear(v, name + "attention.value")).ToArray();
        var context = new double[asking.Length][];
        for (int s = 0; s < context.Length; s++)
        {
            context[s] = new double[width];
            int visible = options.Attention == AttentionDirection.Causal ? s + 1 : asked.Length;
            for (int h = 0; h < options.Heads; h++)
            {
                var scores = new double[visible];
                for (int t = 0; t < visible; t++)
                {
                    for (int i = h * head; i < (h + 1) * head; i++)
                    {
                        scores[t] += q[s][i] * k[t][i] / Math.Sqrt(head);
                    }
                }

                double sum = scores.Sum(score => Math.Exp(score));
                for (int t = 0; t < visible; t++)
                {
                    for (int i = h * head; i < (h + 1) * head; i++)
                    {
                        context[s][i] += Math.Exp(scores[t]) / sum * value[t][i];
                    }
                }
            }
        }

        return context;
    }

    private double[] FeedForward(double[] x, string name) =>
        Linear(Linear(x, name + "inner").Select(v => options.Activation == Activation.Relu ? Math.Max(0, v) : Gelu(v)).ToArray(), name + "outer");

    private double[] Linear(double[] x, string name)
    {
        double[][] w = weights[name + ".weight"];
        double[] b = weights[name + ".bias"][0];
        return w.Select((row, o) => b[o] + row.Zip(x, (a, c) => a * c).Sum()).ToArray();
    }

    private double[] Norm(double[] x, string name)
    {
        double mean = x.Average();
        double variance = x.Average(v => (v - mean) * (v - mean));
        return x.Select((v, i) => ((v - mean) / Math.Sqrt(variance + options.LayerNormEpsilon) * weights[name + ".weight"][0][i]) + weights[name + ".bias"][0][i]).ToArray();
    }

    private static double[] Add(double[] a, double[] b) => a.Zip(b, (x, y) => x + y).ToArray();

    /// <summary>x · Φ(x); Φ by numerical integration of the normal density, since .NET has no erf.</summary>
    private static double Gelu(double x)
    {
        const int steps = 400;
        double h = x / steps;
        double sum = 0;
        for (int i = 0; i < steps; i++)
        {
            double a = i * h;
            sum += h / 6 * (Density(a) + (4 * Density(a + (h / 2))) + Density(a + h));
        }

        return x * (0.5 + sum);

        static double Density(double t) => Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI);
    }

    /// <summary>Reads a module's weights as rows; vectors become one row.</summary>
    public static Dictionary<string, double[][]> Read(nn.Module module) => module.state_dict().ToDictionary(
        pair => pair.Key,
        pair =>
        {
            float[] values = Numbers.Of(pair.Value);
            int width = (int)pair.Value.shape[^1];
            return values.Chunk(width).Select(row => row.Select(v => (double)v).ToArray()).ToArray();
        },
        StringComparer.Ordinal);
}
