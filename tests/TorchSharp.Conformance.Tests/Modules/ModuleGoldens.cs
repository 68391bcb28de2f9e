using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Modules;

/// <summary>What golden/make_golden_modules.py wrote.</summary>
internal static class ModuleGoldens
{
    private static readonly GoldenFile File = new("modules.safetensors");

    internal static string StateFile => GoldenFile.PathOf("linear.torchsharp");

    internal static Tensor Get(string key) => File.Get(key);

    /// <summary>All tensors below <paramref name="prefix"/>, by the rest of their keys.</summary>
    internal static Dictionary<string, Tensor> GetAll(string prefix) => File.Keys
        .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(key => key[prefix.Length..], File.Get, StringComparer.Ordinal);

    internal static void AssertClose(Tensor expected, Tensor actual, double tolerance, string what)
    {
        Assert.True(expected.shape.AsSpan().SequenceEqual(actual.shape), $"{what}: shape [{string.Join(", ", actual.shape)}]");
        if (expected.numel() == 0)
        {
            return;
        }

        var error = (expected - actual).abs().max().ToDouble();
        Assert.True(error <= tolerance, $"{what}: largest difference {error}, allowed {tolerance}");
    }
}
