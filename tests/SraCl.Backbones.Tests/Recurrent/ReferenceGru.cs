using SraCl.Backbones.Recurrent;

namespace SraCl.Backbones.Tests.Recurrent;

/// <summary>A GRU as its formula is written (PyTorch's form: the reset gate acts on the product with the state), number by number.</summary>
internal sealed class ReferenceGru
{
    private readonly Dictionary<string, (float[] Values, long[] Shape)> _weights;
    private readonly int _layers;

    public ReferenceGru(GruBackbone backbone, int layers)
    {
        _weights = backbone.named_parameters().ToDictionary(p => p.name, p => (Numbers.Of(p.parameter), p.parameter.shape), StringComparer.Ordinal);
        _layers = layers;
    }

    /// <summary>The representation after each item of a sequence without padding.</summary>
    public double[][] Encode(int[] items)
    {
        double[][] states = items.Select(item => Row("item_embedding.weight", item)).ToArray();
        for (int layer = 0; layer < _layers; layer++)
        {
            double[] state = new double[_weights[$"gru.weight_hh_l{layer}"].Shape[1]];
            for (int t = 0; t < states.Length; t++)
            {
                states[t] = state = Step(states[t], state, layer);
            }
        }

        return _weights.ContainsKey("dense.weight")
            ? states.Select(state => Times("dense.weight", state).Zip(Row("dense.bias", 0), (x, b) => x + b).ToArray()).ToArray()
            : states;
    }

    private double[] Step(double[] input, double[] state, int layer)
    {
        int units = state.Length;
        double[] fromInput = Add(Times($"gru.weight_ih_l{layer}", input), $"gru.bias_ih_l{layer}");
        double[] fromState = Add(Times($"gru.weight_hh_l{layer}", state), $"gru.bias_hh_l{layer}");
        var next = new double[units];
        for (int i = 0; i < units; i++)
        {
            double reset = Sigmoid(fromInput[i] + fromState[i]);
            double update = Sigmoid(fromInput[units + i] + fromState[units + i]);
            double proposed = Math.Tanh(fromInput[(2 * units) + i] + (reset * fromState[(2 * units) + i]));
            next[i] = ((1 - update) * proposed) + (update * state[i]);
        }

        return next;
    }

    private double[] Add(double[] values, string bias) =>
        _weights.ContainsKey(bias) ? values.Zip(Row(bias, 0), (x, b) => x + b).ToArray() : values;

    private double[] Times(string matrix, double[] vector)
    {
        int rows = (int)_weights[matrix].Shape[0];
        return Enumerable.Range(0, rows).Select(row => Row(matrix, row).Zip(vector, (w, x) => w * x).Sum()).ToArray();
    }

    private double[] Row(string name, int row)
    {
        (float[] values, long[] shape) = _weights[name];
        int width = (int)shape[^1];
        return values.AsSpan(row * width, width).ToArray().Select(value => (double)value).ToArray();
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
