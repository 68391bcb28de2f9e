using System.Reflection;
using SraCl.Backbones.Transformers;

namespace SraCl.Backbones.Tests.Transformers;

public sealed class TransformerPresetsTests
{
    public static TheoryData<string> Presets => ["SraCl", "SasRec", "SasRecOriginal", "Bert4Rec", "Bert4RecOriginal"];

    [Fact]
    public void SraCl_IsWhatOptionsAreByDefault() => Assert.Equal(Values(new TransformerOptions()), Values(Made("SraCl", new TransformerOptions())));

    [Theory]
    [MemberData(nameof(Presets))]
    public void AnyPreset_OverOtherOptions_SetsEveryOne(string preset)
    {
        var other = new TransformerOptions();
        foreach (PropertyInfo property in typeof(TransformerOptions).GetProperties())
        {
            property.SetValue(other, property.GetValue(other) switch
            {
                int number => number + 1,
                double number => number / 3,
                bool flag => !flag,
                Enum value => Enum.ToObject(value.GetType(), 1 - Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture)),
                object value => throw new InvalidOperationException($"No other value than {value}."),
                null => throw new InvalidOperationException("No value."),
            });
        }

        Assert.Equal(Values(Made(preset, new TransformerOptions())), Values(Made(preset, other)));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void AnyPreset_IsValid(string preset) => Made(preset, new TransformerOptions()).Validate();

    [Theory]
    [InlineData("SasRec", 941_568 - 65_536 - 128 + (30 * 64))] // The SRA-CL network with 30 positions more.
    [InlineData("SasRecOriginal", (12_102 * 50) + (50 * 50) + (2 * ((5 * ((50 * 50) + 50)) + (2 * 100))) + 100)] // E, P, blocks of five matrices and two norms, final norm
    [InlineData("Bert4Rec", 941_568 - 65_536 - 128 + (30 * 64) + 64 + (64 * 64) + 64 + 128 + 12_101)] // and mask token, head, biases
    [InlineData("Bert4RecOriginal", 941_568 - 65_536 - 128 + (30 * 64) + 64 + (64 * 64) + 64 + 128 + 12_101)]
    public void AnyPreset_BeautySizes_HasTheParametersOfThePublishedModel(string preset, long expected)
    {
        using var backbone = new TransformerBackbone(12_101, Made(preset, new TransformerOptions()), seed: 1);

        Assert.Equal(expected, backbone.parameters().Sum(parameter => parameter.numel()));
    }

    private static TransformerOptions Made(string preset, TransformerOptions options)
    {
        typeof(TransformerPresets).GetMethod(preset)!.CreateDelegate<Action<TransformerOptions>>()(options);
        return options;
    }

    private static Dictionary<string, object?> Values(TransformerOptions options) =>
        typeof(TransformerOptions).GetProperties().ToDictionary(property => property.Name, property => property.GetValue(options), StringComparer.Ordinal);
}
