using SraCl.Backbones.Transformers;
using SraCl.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Backbones.Tests.Transformers;

/// <summary>The tiny models that golden/make_golden.py made after the papers' own code, forward and backward.</summary>
public sealed class TransformerGoldenTests : IDisposable
{
    private const int Items = 9;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void EncodePositions_SasRecOriginal_EqualsTheAuthorsNetworkInStatesLossAndGradients()
    {
        using SafetensorsReader golden = Open("sasrec");
        using TransformerBackbone backbone = Create(golden, TransformerPresets.SasRecOriginal);
        Tensor following = golden.Read("following"); // [B, L]
        Tensor real = following.ne(0L);

        Tensor states = backbone.EncodePositions(golden.Read("items")); // [B, L, D]
        Numbers.AssertClose(golden.Read("states"), states * real.unsqueeze(2), 2e-5);

        Tensor losses = F.softplus(-Scores(following)) + F.softplus(Scores(golden.Read("unseen")));
        Tensor loss = (losses * real).sum() / real.sum();
        loss.backward();

        Assert.Equal(golden.Read("loss")[0].item<float>(), loss.item<float>(), 1e-5f);
        AssertGradients(golden, backbone);
        Numbers.AssertClose(golden.Read("states").select(1, 5), backbone.Encode(golden.Read("items")), 2e-5);

        Tensor Scores(Tensor items) => (states * backbone.ItemVectors()[(items - 1L).clamp(min: 0L)]).sum(dim: 2); // [B, L]
    }

    [Fact]
    public void EncodePositions_Bert4RecOriginal_EqualsTheAuthorsNetworkInStatesLossAndGradients()
    {
        using SafetensorsReader golden = Open("bert4rec");
        using TransformerBackbone backbone = Create(golden, TransformerPresets.Bert4RecOriginal);

        // The authors' sequences stand on the left of their slots, ours on the right.
        long[][] rows = Rows(golden.Read("items"));
        Tensor items = tensor(rows.SelectMany(row => row.Where(id => id == 0).Concat(row.Where(id => id != 0))).ToArray(), [rows.Length, rows[0].Length]);
        Tensor states = cat(backbone.EncodePositions(items).unbind(0).Select((row, i) => row[items[i].ne(0L)]).ToArray()); // [T, D]
        Tensor real = golden.Read("items").ne(0L);
        Numbers.AssertClose(golden.Read("states")[real], states, 2e-5);

        Tensor labels = golden.Read("labels")[real]; // [T]
        Tensor scores = mm(states, backbone.ItemVectors().t()) + backbone.ItemBiases()!; // [T, N]
        Tensor loss = F.cross_entropy(scores[labels.ne(0L)], labels[labels.ne(0L)] - 1L);
        loss.backward();

        Assert.Equal(golden.Read("loss")[0].item<float>(), loss.item<float>(), 1e-5f);
        AssertGradients(golden, backbone);
    }

    [Fact]
    public void Encode_Bert4RecOriginal_EqualsTheStateOfAnAppendedMask()
    {
        using SafetensorsReader golden = Open("bert4rec");
        using TransformerBackbone backbone = Create(golden, TransformerPresets.Bert4RecOriginal);

        Numbers.AssertClose(golden.Read("represented"), backbone.Encode(golden.Read("histories")), 2e-5);
    }

    private static SafetensorsReader Open(string name) => new(Path.Combine(AppContext.BaseDirectory, "Transformers", "golden", name + ".safetensors"));

    private static TransformerBackbone Create(SafetensorsReader golden, Action<TransformerOptions> preset)
    {
        var options = new TransformerOptions();
        preset(options);
        options.MaxLength = 6;
        options.HiddenSize = 8;
        options.InnerSize = 12;
        options.Heads = 2;
        var backbone = new TransformerBackbone(Items, options, seed: 1);
        Dictionary<string, Tensor> weights = Read(golden, "weights/");
        Assert.Equal(weights.Keys.Order(StringComparer.Ordinal), backbone.state_dict().Keys.Order(StringComparer.Ordinal));
        using IDisposable noGradient = no_grad();
        foreach ((string name, Parameter parameter) in backbone.named_parameters())
        {
            Assert.Equal(weights[name].shape, parameter.shape);
            parameter.copy_(weights[name]);
        }

        backbone.eval();
        return backbone;
    }

    private static void AssertGradients(SafetensorsReader golden, TransformerBackbone backbone)
    {
        Dictionary<string, Tensor> gradients = Read(golden, "gradients/");
        foreach ((string name, Parameter parameter) in backbone.named_parameters())
        {
            float[] expected = Numbers.Of(gradients[name]);
            float[] actual = Numbers.Of(parameter.grad!);
            double largest = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(largest < 2e-5, $"{name}: gradients differ by {largest}.");
        }
    }

    private static Dictionary<string, Tensor> Read(SafetensorsReader golden, string prefix) =>
        golden.Entries.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(name => name[prefix.Length..], golden.Read, StringComparer.Ordinal);

    private static long[][] Rows(Tensor ids) => ids.data<long>().ToArray().Chunk((int)ids.size(1)).ToArray();
}
