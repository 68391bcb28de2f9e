using TorchSharp.Conformance.Tests.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Serialization;

public sealed class ModuleFileTests
{
    [Fact]
    public void Load_FileWrittenFromTheFormatsDescription_GivesItsValues()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(200, 3);

        linear.load(ModuleGoldens.StateFile);

        ModuleGoldens.AssertClose((arange(600, dtype: ScalarType.Float32) / 7.0f).reshape(3, 200), linear.weight.detach(), 1e-6, "weight");
        Assert.Equal([1.5f, -2.0f, 0.25f], linear.bias!.detach().data<float>().ToArray());
        Assert.True(linear.weight.requires_grad);
    }

    [Fact]
    public void Save_LoadedModule_WritesTheSameBytes()
    {
        var path = ModuleGoldens.StateFile;
        using var linear = nn.Linear(200, 3);
        linear.load(path);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);

        linear.save(writer);

        Assert.Equal(File.ReadAllBytes(path), stream.ToArray());
    }

    [Fact]
    public void Save_TensorThatIsNotContiguous_Throws()
    {
        using var scope = NewDisposeScope();
        using var source = nn.Linear(nn.Parameter(arange(6, dtype: ScalarType.Float32).reshape(2, 3).t()));
        using var writer = new BinaryWriter(Stream.Null);

        Assert.ThrowsAny<SystemException>(() => source.save(writer)); // which one depends on the version
    }

    [Fact]
    public void Load_Strict_RefusesOtherModules()
    {
        using var linear = nn.Linear(2, 3);
        using var noBias = nn.Linear(2, 3, hasBias: false);
        using var wide = nn.Linear(4, 3);
        using var precise = nn.Linear(2, 3).to(ScalarType.Float64);
        using var norm = nn.LayerNorm(3);
        using var named = nn.Sequential(("a", linear));

        Assert.Contains("expected 1, but found 2", Assert.Throws<ArgumentException>(() => RoundTrip(linear, noBias)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RoundTrip(linear, wide));
        Assert.Throws<ArgumentException>(() => RoundTrip(linear, precise));
        Assert.Throws<ArgumentException>(() => RoundTrip(linear, norm));
        Assert.Throws<ArgumentException>(() => RoundTrip(named, wide));
    }

    [Fact]
    public void Load_NotStrict_TakesWhatItKnowsAndSkipsTheRest()
    {
        using var scope = NewDisposeScope();
        using var source = nn.Linear(2, 3);
        using var target = nn.Linear(2, 3, hasBias: false);
        var loaded = new Dictionary<string, bool>(StringComparer.Ordinal);

        RoundTrip(source, target, strict: false, loaded: loaded);

        ModuleGoldens.AssertClose(source.weight.detach(), target.weight.detach(), 0, "weight");
        Assert.Equal(new Dictionary<string, bool>(StringComparer.Ordinal) { ["weight"] = true, ["bias"] = false }, loaded);
    }

    [Fact]
    public void Load_SkippedKey_IsLeftAlone()
    {
        using var scope = NewDisposeScope();
        using var source = nn.Linear(2, 3);
        using var target = nn.Linear(2, 3);
        var untouched = target.weight.detach().clone();

        RoundTrip(source, target, skip: ["weight"]);

        ModuleGoldens.AssertClose(untouched, target.weight.detach(), 0, "weight");
        ModuleGoldens.AssertClose(source.bias!.detach(), target.bias!.detach(), 0, "bias");
    }

    [Fact]
    public void Load_TruncatedFile_Throws()
    {
        using var linear = nn.Linear(200, 3);
        var bytes = File.ReadAllBytes(ModuleGoldens.StateFile);
        using var reader = new BinaryReader(new MemoryStream(bytes[..^10]));

        Assert.ThrowsAny<Exception>(() => linear.load(reader));
    }

    [Fact]
    public void SaveAndLoad_ByPath_RoundTrips()
    {
        using var scope = NewDisposeScope();
        using var source = nn.GRU(3, 4, numLayers: 2);
        using var target = nn.GRU(3, 4, numLayers: 2);
        var path = Path.GetTempFileName();
        try
        {
            Assert.Same(source, source.save(path));
            Assert.Same(target, target.load(path));
        }
        finally
        {
            File.Delete(path);
        }

        foreach (var (name, parameter) in source.named_parameters())
        {
            ModuleGoldens.AssertClose(parameter.detach(), target.get_parameter(name)!.detach(), 0, name);
        }
    }

    [Fact]
    public void SaveToStream_ClosesIt()
    {
        using var linear = nn.Linear(2, 2);
        var stream = new MemoryStream();

        linear.save(stream);

        Assert.False(stream.CanRead);
    }

    [Fact]
    public void LoadStateDict_SameKeys_CopiesInPlace()
    {
        using var scope = NewDisposeScope();
        using var source = nn.Linear(2, 3);
        using var target = nn.Linear(2, 3);
        var weight = target.weight;

        var (missing, unexpected) = target.load_state_dict(source.state_dict());

        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.Same(weight, target.weight);
        ModuleGoldens.AssertClose(source.weight.detach(), weight.detach(), 0, "weight");
    }

    [Fact]
    public void LoadStateDict_OtherKeys_AreReportedOrRefused()
    {
        using var scope = NewDisposeScope();
        using var target = nn.Linear(2, 3);
        var source = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["weight"] = ones(3, 2), ["other"] = ones(1) };

        Assert.Throws<InvalidOperationException>(() => target.load_state_dict(source));
        var (missing, unexpected) = target.load_state_dict(source, strict: false);

        Assert.Equal(["bias"], missing);
        Assert.Equal(["other"], unexpected);
        Assert.Equal(6, target.weight.sum().ToDouble());
        target.load_state_dict(source, skip: ["bias", "other"]);
    }

    private static void RoundTrip(
        nn.Module source, nn.Module target, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loaded = null)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        source.save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        target.load(reader, strict, skip, loaded);
        Assert.Equal(stream.Length, stream.Position);
    }
}
