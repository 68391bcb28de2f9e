using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Modules;

/// <summary>One of everything that RegisterComponents has to do with. The field names are what the tests are about.</summary>
internal sealed class NestedModel : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "item_emb")]
    private readonly Embedding _items = nn.Embedding(5, 4);
    private readonly ModuleList<Block> layers = nn.ModuleList(new Block(), new Block());
    private readonly GRU gru = nn.GRU(4, 4, batchFirst: true);
    private readonly Sequential head = nn.Sequential(
        ("first", nn.Linear(4, 4)), ("act", nn.GELU()), ("last", nn.Linear(4, 2, hasBias: false)));
    private readonly Parameter scale = nn.Parameter(ones(1));
    private readonly Tensor counts = zeros(3, dtype: ScalarType.Int64);
    private readonly Linear[] hidden = [nn.Linear(4, 4)];

    public NestedModel()
        : base(nameof(NestedModel)) => RegisterComponents();

    // ids [B, L] -> [B, L, 2]
    public override Tensor forward(Tensor input)
    {
        var x = _items.call(input); // [B, L, 4]
        foreach (var layer in layers)
        {
            x = layer.call(x);
        }

        var (states, _) = gru.call(x); // [B, L, 4]
        return head.call(states) * scale;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hidden[0].Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class Attention : nn.Module<Tensor, Tensor>
    {
        private readonly Linear query = nn.Linear(4, 4);

        public Attention()
            : base(nameof(Attention)) => RegisterComponents();

        public override Tensor forward(Tensor input) => query.call(input);
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Attention self_attn = new();
        private readonly LayerNorm norm1 = nn.LayerNorm(4);

        public Block()
            : base(nameof(Block)) => RegisterComponents();

        public override Tensor forward(Tensor input) => norm1.call(input + self_attn.call(input));
    }
}
