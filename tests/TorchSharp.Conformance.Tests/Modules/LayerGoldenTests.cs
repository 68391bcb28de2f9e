using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Modules;

// Forward values and all gradients against PyTorch.
public sealed class LayerGoldenTests
{
    private const double Tolerance = 5e-6;

    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> Layers = new(StringComparer.Ordinal)
    {
        ["linear"] = () => nn.Linear(5, 3),
        ["linear_nobias"] = () => nn.Linear(5, 3, hasBias: false),
        ["embedding"] = () => nn.Embedding(7, 4),
        ["embedding_padded"] = () => nn.Embedding(7, 4, padding_idx: 0),
        ["embedding_scaled"] = () => nn.Embedding(7, 4, scale_grad_by_freq: true),
        ["embedding_max_norm"] = () => nn.Embedding(7, 4, max_norm: 1.0),
        ["layer_norm"] = () => nn.LayerNorm(6),
        ["layer_norm_2d"] = () => nn.LayerNorm([2, 6], eps: 1e-2),
        ["layer_norm_plain"] = () => nn.LayerNorm(6, elementwise_affine: false),
        ["gelu"] = () => nn.GELU(),
        ["relu"] = () => nn.ReLU(),
        ["leaky_relu"] = () => nn.LeakyReLU(0.2),
        ["tanh"] = () => nn.Tanh(),
        ["identity"] = () => nn.Identity(),
        ["sequential"] = () => nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Identity(), nn.Linear(6, 2)),
    };

    public static TheoryData<string> LayerNames => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(LayerNames))]
    public void Call_GoldenInput_GivesPyTorchsValuesAndGradients(string name)
    {
        using var scope = NewDisposeScope();
        using var module = Layers[name]();

        Check(name, module, inputs => [module.call(inputs[0])]);
    }

    [Theory]
    [InlineData("gru", 1, true, false, false)]
    [InlineData("gru_batch_first", 2, true, true, false)]
    [InlineData("gru_state", 2, true, false, true)]
    [InlineData("gru_nobias", 1, false, false, false)]
    public void GruCall_GoldenInput_GivesPyTorchsValuesAndGradients(string name, long layers, bool bias, bool batchFirst, bool bidirectional)
    {
        using var scope = NewDisposeScope();
        using var gru = nn.GRU(4, 6, layers, bias, batchFirst, bidirectional: bidirectional);

        Check(name, gru, inputs =>
        {
            var (output, state) = inputs.Length == 1 ? gru.call(inputs[0]) : gru.call(inputs[0], inputs[1]);
            return [output, state];
        });
    }

    [Fact]
    public void Dropout_EvalMode_IsTheIdentity()
    {
        using var scope = NewDisposeScope();
        using var dropout = nn.Dropout(0.9);
        var input = ones(100);

        dropout.eval();
        Assert.Equal(100, dropout.call(input).sum().ToDouble());

        dropout.train();
        var kept = dropout.call(input).gt(0).sum().ToInt64();
        Assert.InRange(kept, 1, 40);
    }

    private static void Check(string name, nn.Module module, Func<Tensor[], Tensor[]> run)
    {
        module.load_state_dict(ModuleGoldens.GetAll($"{name}/param/"));
        var inputs = ModuleGoldens.GetAll($"{name}/in/").OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value).ToArray();
        foreach (var input in inputs.Where(input => input.is_floating_point()))
        {
            input.requires_grad_(true);
        }

        var outputs = run(inputs);
        Tensor objective = zeros(1);
        for (var i = 0; i < outputs.Length; i++)
        {
            ModuleGoldens.AssertClose(ModuleGoldens.Get($"{name}/out/{i}"), outputs[i].detach(), Tolerance, $"{name}, output {i}");
            objective = objective + (outputs[i] * ModuleGoldens.Get($"{name}/cotangent/{i}")).sum();
        }

        objective.backward();

        var gradients = ModuleGoldens.GetAll($"{name}/grad/");
        Assert.Equal(gradients.Keys, module.named_parameters().Select(named => named.name));
        foreach (var (key, parameter) in module.named_parameters())
        {
            ModuleGoldens.AssertClose(gradients[key], parameter.grad!, Tolerance, $"{name}, gradient of {key}");
        }

        foreach (var (key, expected) in ModuleGoldens.GetAll($"{name}/ingrad/"))
        {
            var index = int.Parse(key, System.Globalization.CultureInfo.InvariantCulture);
            ModuleGoldens.AssertClose(expected, inputs[index].grad!, Tolerance, $"{name}, gradient of input {key}");
        }
    }
}
