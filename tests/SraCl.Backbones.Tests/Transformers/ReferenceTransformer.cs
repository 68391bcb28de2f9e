using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Transformers;

/// <summary>The Transformer of spec 1.5 in scalar double arithmetic, slot by slot: slow, obvious, and sharing no code with the backbone.</summary>
internal sealed class ReferenceTransformer(Dictionary<string, double[][]> weights, int layers, int heads, double epsilon)
{
    /// <summary>Encodes one sequence padded on the left to the full length; returns every slot's state.</summary>
    public double[][] Encode(int[] items)
    {
        int slots = items.Length;
        double[][] x = new double[slots][];
        for (int s = 0; s < slots; s++)
        {
            x[s] = Norm(Add(weights["item_embedding.weight"][items[s]], weights["position_embedding.weight"][s]), "embedding_norm");
        }

        for (int layer = 0; layer < layers; layer++)
        {
            x = Block(x, items, $"blocks.{layer}.");
        }

        return x;
    }

    private double[][] Block(double[][] x, int[] items, string name)
    {
        int slots = x.Length;
        int width = x[0].Length;
        int head = width / heads;
        double[][] q = x.Select(v => Linear(v, name + "attention.query")).ToArray();
        double[][] k = x.Select(v => Linear(v, name + "attention.key")).ToArray();
        double[][] value = x.Select(v => Linear(v, name + "attention.value")).ToArray();
        var next = new double[slots][];
        for (int s = 0; s < slots; s++)
        {
            var context = new double[width];
            for (int h = 0; h < heads; h++)
            {
                var scores = new double[slots];
                for (int t = 0; t < slots; t++)
                {
                    double dot = 0;
                    for (int i = 0; i < head; i++)
                    {
                        dot += q[s][(h * head) + i] * k[t][(h * head) + i];
                    }

                    bool visible = items[t] != 0 && t <= s;
                    scores[t] = (dot / Math.Sqrt(head)) + (visible ? 0 : -10_000);
                }

                double max = scores.Max();
                double[] p = scores.Select(score => Math.Exp(score - max)).ToArray();
                double sum = p.Sum();
                for (int t = 0; t < slots; t++)
                {
                    for (int i = 0; i < head; i++)
                    {
                        context[(h * head) + i] += p[t] / sum * value[t][(h * head) + i];
                    }
                }
            }

            double[] middle = Norm(Add(x[s], Linear(context, name + "attention.output")), name + "attention_norm");
            double[] inner = Linear(middle, name + "inner").Select(Gelu).ToArray();
            next[s] = Norm(Add(middle, Linear(inner, name + "outer")), name + "feed_forward_norm");
        }

        return next;
    }

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
        return x.Select((v, i) => ((v - mean) / Math.Sqrt(variance + epsilon) * weights[name + ".weight"][0][i]) + weights[name + ".bias"][0][i]).ToArray();
    }

    private static double[] Add(double[] a, double[] b) => a.Zip(b, (x, y) => x + y).ToArray();

    /// <summary>x · Φ(x); Φ by numerical integration of the normal density, since .NET has no erf.</summary>
    private static double Gelu(double x)
    {
        const int steps = 2000;
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
