using TorchSharp.Internal;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class GRU : nn.Module<Tensor, Tensor, (Tensor, Tensor)>
{
    private static readonly Op Recurrence = new("gru", "input");

    private readonly long _hiddenSize;
    private readonly long _numLayers;
    private readonly bool _hasBias;
    private readonly bool _batchFirst;
    private readonly double _dropout;
    private readonly bool _bidirectional;

    internal GRU(
        long inputSize,
        long hiddenSize,
        long numLayers,
        bool bias,
        bool batchFirst,
        double dropout,
        bool bidirectional,
        Device? device,
        ScalarType? dtype)
        : base(nameof(GRU))
    {
        _hiddenSize = hiddenSize;
        _numLayers = numLayers;
        _hasBias = bias;
        _batchFirst = batchFirst;
        _dropout = dropout;
        _bidirectional = bidirectional;

        // Three gates (reset, update, new) stacked in the first dimension; all drawn from U(-1/sqrt(hidden), 1/sqrt(hidden))
        // in order of registration, which is also the order aten::gru wants.
        var bound = hiddenSize > 0 ? 1 / Math.Sqrt(hiddenSize) : 0;
        var directions = bidirectional ? 2 : 1;
        for (var layer = 0L; layer < numLayers; layer++)
        {
            var layerInput = layer == 0 ? inputSize : hiddenSize * directions;
            for (var direction = 0; direction < directions; direction++)
            {
                var suffix = direction == 0 ? $"l{layer}" : $"l{layer}_reverse";
                Register($"weight_ih_{suffix}", 3 * hiddenSize, layerInput);
                Register($"weight_hh_{suffix}", 3 * hiddenSize, hiddenSize);
                if (bias)
                {
                    Register($"bias_ih_{suffix}", 3 * hiddenSize);
                    Register($"bias_hh_{suffix}", 3 * hiddenSize);
                }
            }
        }

        void Register(string parameterName, params long[] shape)
        {
            // As in the package, a native layer leaves its parameters to the dispose scope it is made in.
            var parameter = new Parameter(empty(shape, dtype, device));
            nn.init.uniform_(parameter, -bound, bound);
            register_parameter(parameterName, parameter);
        }
    }

    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => forward(input, h0);

    // input [L, B, In] ([B, L, In] when batchFirst) -> output of the same layout with D * H, final state [layers * D, B, H]
    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0)
    {
        if (input.dim() != 3)
        {
            throw new ArgumentException($"GRU takes a 3-D input, got {input.dim()} dimensions; add the batch dimension with unsqueeze.", nameof(input));
        }

        using var zeroState = h0 is null ? InitialState(input) : null;
        var weights = parameters(false).ToArray<Tensor>();
        return Recurrence.Call2(
            input, h0 ?? zeroState!, weights, _hasBias, _numLayers, _dropout, training, _bidirectional, _batchFirst);
    }

    private Tensor InitialState(Tensor input)
    {
        var batch = input.size(_batchFirst ? 0 : 1);
        return zeros([_numLayers * (_bidirectional ? 2 : 1), batch, _hiddenSize], input.dtype, input.device);
    }
}
