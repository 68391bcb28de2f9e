using System.Text;
using System.Text.Json;
using SraCl.Semantic.Catalog;

namespace SraCl.Semantic.Tests.Catalog;

public sealed class PythonLiteralTests
{
    // The expected values are what ast.literal_eval of Python 3 gives, but for the bytes that Python 2 escapes.
    [Theory]
    [InlineData("'plain'", "\"plain\"")]
    [InlineData("''", "\"\"")]
    [InlineData("\"it's\"", "\"it's\"")]
    [InlineData("""'it\'s'""", "\"it's\"")]
    [InlineData("""'5\" wide'""", "\"5\\\" wide\"")]
    [InlineData("""'a\\b\\'""", "\"a\\\\b\\\\\"")]
    [InlineData("""'a\nb\tc\rd'""", "\"a\\nb\\tc\\rd\"")]
    [InlineData("""'\a\b\f\v'""", "\"\\u0007\\b\\f\\u000b\"")]
    [InlineData("""'\0\101\1234'""", "\"\\u0000AS4\"")]
    [InlineData("""'50\% off \d'""", "\"50\\\\% off \\\\d\"")]
    [InlineData("u'caf\\xe9'", "\"café\"")]
    [InlineData("u'caf\\xc3\\xa9'", "\"cafÃ©\"")]
    [InlineData("'caf\\xc3\\xa9'", "\"café\"")]
    [InlineData("'caf\\xe9'", "\"café\"")]
    [InlineData("'\\xe9t\\xe9'", "\"été\"")]
    [InlineData("'\\x41\\x7e'", "\"A~\"")]
    [InlineData("b'caf\\xc3\\xa9'", "\"café\"")]
    [InlineData("'caf\\u00e9'", "\"café\"")]
    [InlineData("U'caf\\U000000e9'", "\"café\"")]
    [InlineData("'\\U0001F484'", "\"💄\"")]
    [InlineData("u'\\ud83d\\udc84'", "\"💄\"")]
    [InlineData("'日本 💄'", "\"日本 💄\"")]
    [InlineData("'<&>'", "\"<&>\"")]
    [InlineData("None", "null")]
    [InlineData("True", "true")]
    [InlineData("False", "false")]
    [InlineData("nan", "null")]
    [InlineData("-inf", "null")]
    [InlineData("9.99", "9.99")]
    [InlineData("-3", "-3")]
    [InlineData("123456789012345678901234567890L", "123456789012345678901234567890")]
    [InlineData("1e-05", "1e-05")]
    [InlineData("5.", "5")]
    [InlineData(".5", "0.5")]
    [InlineData("+7", "7")]
    [InlineData("[]", "[]")]
    [InlineData("()", "[]")]
    [InlineData("{}", "{}")]
    [InlineData("['a', ['b',], ()]", "[\"a\",[\"b\"],[]]")]
    [InlineData("('a',)", "[\"a\"]")]
    [InlineData("{'a': {u'b': [1, None]}, 2: 'c', None: 0}", "{\"a\":{\"b\":[1,null]},\"2\":\"c\",\"None\":0}")]
    [InlineData(" { 'a' :\t'b' , } ", "{\"a\":\"b\"}")]
    public void ToJson_WhatPythonPrints_IsTheSameInJson(string literal, string json) => Assert.Equal(Canonical(json), Canonical(Convert(literal)));

    [Theory]
    [InlineData("", "At the end of the line: expected a value")]
    [InlineData("{'a': 'b'", "At the end of the line: expected ',' or '}'")]
    [InlineData("{'a' 'b'}", "At character 6: expected ':', found '''")]
    [InlineData("{'a': }", "At character 7: expected a value, found '}'")]
    [InlineData("{'a'}", "expected ':'")]
    [InlineData("['a'}", "expected ',' or ']', found '}'")]
    [InlineData("['a' 'b']", "expected ',' or ']'")]
    [InlineData("{'a': 1} x", "At character 10: expected the end of the line, found 'x'")]
    [InlineData("{,}", "At character 2: expected a value")]
    [InlineData("'abc", "At character 1: the text is not closed")]
    [InlineData("'abc\\", "the text is not closed")]
    [InlineData("'abc\\'", "the text is not closed")]
    [InlineData("'\\x4'", "expected 2 hexadecimal digits")]
    [InlineData("'\\xg0'", "expected 2 hexadecimal digits")]
    [InlineData("'\\x", "expected 2 hexadecimal digits")]
    [InlineData("'\\u12 4'", "expected 4 hexadecimal digits")]
    [InlineData("'\\U00110000'", "there is no such character")]
    [InlineData("'\\Uffffffff'", "there is no such character")]
    [InlineData("u'\\ud83d'", "half a surrogate pair")]
    [InlineData("'\\udc84\\ud83d'", "half a surrogate pair")]
    [InlineData("null", "'null' is no text")]
    [InlineData("datetime", "'datetime' is no text")]
    [InlineData("1e999L5", "is no text, number")]
    [InlineData("-", "'-' is no text")]
    [InlineData("1-2", "'1-2' is no text")]
    [InlineData("__import__('os')", "'__import__' is no text")]
    public void ToJson_NoLiteral_SaysWhere(string literal, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => Convert(literal)).Message, StringComparison.Ordinal);

    [Fact]
    public void ToJson_LineOfBrackets_IsRefused()
    {
        Assert.Contains("nested more than 32 deep", Assert.Throws<FormatException>(() => Convert(new string('[', 1_000_000))).Message, StringComparison.Ordinal);
        Assert.Contains("32 deep", Assert.Throws<FormatException>(() => Convert(new string('[', 34) + new string(']', 34))).Message, StringComparison.Ordinal);
        Assert.Equal(new string('[', 33) + new string(']', 33), Convert(new string('[', 33) + new string(']', 33)));
    }

    [Fact]
    public void ToJson_BytesThatAreNotUtf8_AreRefused() =>
        Assert.Contains("not UTF-8", Assert.Throws<FormatException>(() => new PythonLiteral().ToJson([(byte)'\'', 0xE9, (byte)'\''])).Message, StringComparison.Ordinal);

    [Fact]
    public void ToJson_AfterAnError_StartsAnew()
    {
        var literal = new PythonLiteral();
        Assert.Throws<FormatException>(() => literal.ToJson("{'a': ['b'"u8));

        Assert.Equal("""{"c":1}""", Encoding.UTF8.GetString(literal.ToJson("{'c': 1}"u8).Span));
    }

    private static string Convert(string literal) => Encoding.UTF8.GetString(new PythonLiteral().ToJson(Encoding.UTF8.GetBytes(literal)).Span);

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement);
    }
}
