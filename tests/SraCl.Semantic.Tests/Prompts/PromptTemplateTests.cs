using SraCl.Semantic.Prompts;

namespace SraCl.Semantic.Tests.Prompts;

public sealed class PromptTemplateTests
{
    private static readonly string[] Names = ["title", "brand", PromptTemplate.AttributePrefix];

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{title}", "[title]")]
    [InlineData("a {title}{brand} b", "a [title][brand] b")]
    [InlineData("{{\"title\": {title}}}", "{\"title\": [title]}")]
    [InlineData("{{{{", "{{")]
    [InlineData("{attribute:city of birth}", "[attribute:city of birth]")]
    public void Fill_Template_PutsValuesInTheirPlaces(string template, string expected) =>
        Assert.Equal(expected, PromptTemplate.Parse(template, "Option", Names).Fill(name => $"[{name}]"));

    [Theory]
    [InlineData("{titel}", "Option has the placeholder '{titel}'; expected one of {title}, {brand}, {attribute:NAME}.")]
    [InlineData("{attribute:}", "'{attribute:}'")]
    [InlineData("{}", "'{}'")]
    [InlineData("{Title}", "'{Title}'")]
    [InlineData("a {title", "Option has a single '{' at character 3;")]
    [InlineData("ab}", "Option has a single '}' at character 3;")]
    public void Parse_BadTemplate_NamesOptionAndPlaceholder(string template, string expected) =>
        Assert.Contains(expected, Assert.Throws<SraClException>(() => PromptTemplate.Parse(template, "Option", Names)).Message, StringComparison.Ordinal);

    [Fact]
    public void Fill_ValueWithBraces_IsNotReadAgain() =>
        Assert.Equal("{brand}", PromptTemplate.Parse("{title}", "Option", Names).Fill(_ => "{brand}"));
}
