using System.Diagnostics.CodeAnalysis;
using TorchSharp.Internal;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private static readonly Op Lookup = new("embedding");
    private static readonly Op Renormalize = new("embedding_renorm_");

    private readonly long _paddingIndex;
    private readonly double? _maxNorm;
    private readonly double _normType;
    private readonly bool _scaleGradByFrequency;
    private readonly bool _sparse;

    // As in the package, a native layer leaves its parameter to the dispose scope it is made in.
    [ComponentName(Name = nameof(weight))]
    private Parameter _weight;

    internal Embedding(
        long rows,
        long dimensions,
        long? paddingIndex,
        double? maxNorm,
        double normType,
        bool scaleGradByFrequency,
        bool sparse,
        Device? device,
        ScalarType? dtype)
        : this(new Parameter(empty([rows, dimensions], dtype, device)), paddingIndex, maxNorm, normType, scaleGradByFrequency, sparse)
    {
        nn.init.normal_(_weight);
        if (paddingIndex is not null)
        {
            using var mode = no_grad();
            using var padding = _weight.select(0, _paddingIndex);
            Ops.ZeroInPlace.Run(padding);
        }
    }

    internal Embedding(
        Parameter weight,
        long? paddingIndex,
        double? maxNorm,
        double normType,
        bool scaleGradByFrequency,
        bool sparse)
        : base(nameof(Embedding))
    {
        var rows = weight.size(0);
        if (paddingIndex is { } index && (index < -rows || index >= rows))
        {
            throw new ArgumentOutOfRangeException(nameof(paddingIndex), index, $"padding_idx must be within num_embeddings ({rows}).");
        }

        // aten::embedding counts from the front only and takes -1 for "no padding row".
        _paddingIndex = paddingIndex switch
        {
            null => -1,
            < 0 => rows + paddingIndex.Value,
            _ => paddingIndex.Value,
        };
        _maxNorm = maxNorm;
        _normType = normType;
        _scaleGradByFrequency = scaleGradByFrequency;
        _sparse = sparse;
        _weight = weight;
        RegisterComponents();
    }

    // Nullable as in the package, whose native layers make a new object over the parameter at each reading. It joins the scope it is read in.
    [DisallowNull]
    public Parameter? weight
    {
        get
        {
            var alias = new Parameter(NativeMethods.Retain(_weight.Handle));
            GC.KeepAlive(_weight);
            return alias;
        }

        set
        {
            _weight = Parameter.Replace(_weight, value);
            ConditionallyRegisterParameter(nameof(weight), value);
        }
    }

    public override Tensor forward(Tensor input)
    {
        if (_maxNorm is { } maxNorm)
        {
            using var mode = no_grad();
            using var indices = input.contiguous();
            Renormalize.Run(_weight, indices, maxNorm, _normType);
        }

        return Lookup.Call(_weight, input, _paddingIndex, _scaleGradByFrequency, _sparse);
    }
}
