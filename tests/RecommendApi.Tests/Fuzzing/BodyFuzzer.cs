using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SraCl.Randomness;

namespace RecommendApi.Tests.Fuzzing;

/// <summary>Makes request bodies that are nearly right: good ones, with values exchanged, tokens moved, bytes flipped.</summary>
/// <param name="seed">The same seed makes the same bodies.</param>
internal sealed class BodyFuzzer(long seed)
{
    private static readonly string[] Names = ["history", "count", "excludeSeen", "ignoreUnknown", "categories", "allowed", "excluded", "History", "", "\\ud800", "$type"];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "1", "-1", "3", "300", "301", "2147483648", "1e5", "1.5", "-0", "1e999", "\"\"", "\"sku-1\"", "\"\\u0000\"", "\"\\ud83d\"", "\"\\ud83d\\ude00\"", "[]", "{}", "[[]]",
        "[\"sku-1\"]", "[\"sku-1\", \"sku-1\"]", "[\"sku-2\", \"nothing\"]", "[null]", "[1]", "[\"Shoes\"]", "[\"clothes\", \"HATS\"]", "[\"Socks\"]", "[[\"sku-1\"]]", "{\"a\":{\"b\":{\"c\":{\"d\":1}}}}",
        "99999999999999999999999999", "NaN", "Infinity", "undefined", "'sku-1'", "01", "+1", ".5", "\"" + "x\\\"" + "\"",
    ];

    private static readonly byte[] Bytes = [0, (byte)'"', (byte)'{', (byte)'}', (byte)'[', (byte)']', (byte)',', (byte)':', (byte)'\\', (byte)' ', (byte)'9', (byte)'-', 0x7F, 0x80, 0xC0, 0xED, 0xF5, 0xFF];

    /// <summary>Makes a body.</summary>
    /// <param name="number">Its number; the same number makes the same body.</param>
    public byte[] Create(int number)
    {
        CounterRandom random = CounterRandom.Create(seed).Derive("body").Derive(number);
        string text = Text(ref random);
        List<byte> body = [.. Encoding.UTF8.GetBytes(text)];
        int changes = Draw(ref random, 3) == 0 ? 1 + Draw(ref random, 4) : 0;
        for (int i = 0; i < changes && body.Count > 0; i++)
        {
            Damage(body, ref random);
        }

        return [.. body];
    }

    private static string Text(ref CounterRandom random)
    {
        var members = new List<string>();
        if (Draw(ref random, 10) > 0)
        {
            int length = 1 + Draw(ref random, 30);
            var history = new JsonArray();
            for (int i = 0; i < length; i++)
            {
                history.Add(string.Create(CultureInfo.InvariantCulture, $"sku-{1 + Draw(ref random, SavedShop.ItemCount)}"));
            }

            members.Add("\"history\": " + history.ToJsonString());
        }

        int others = Draw(ref random, 4);
        for (int i = 0; i < others; i++)
        {
            string member = string.Create(CultureInfo.InvariantCulture, $"\"{Names[Draw(ref random, Names.Length)]}\": {Values[Draw(ref random, Values.Length)]}");
            members.Insert(Draw(ref random, members.Count + 1), member);
        }

        return Draw(ref random, 40) == 0 ? Values[Draw(ref random, Values.Length)] : "{" + string.Join(", ", members) + "}";
    }

    private static void Damage(List<byte> body, ref CounterRandom random)
    {
        int place = Draw(ref random, body.Count);
        int length = Math.Min(body.Count - place, 1 + Draw(ref random, 12));
        switch (Draw(ref random, 6))
        {
            case 0:
                body[place] ^= (byte)(1 << Draw(ref random, 8));
                break;
            case 1:
                body[place] = Bytes[Draw(ref random, Bytes.Length)];
                break;
            case 2:
                body.Insert(place, Bytes[Draw(ref random, Bytes.Length)]);
                break;
            case 3:
                body.RemoveRange(place, length);
                break;
            case 4:
                body.InsertRange(Draw(ref random, body.Count + 1), body.GetRange(place, length));
                break;
            default:
                body.RemoveRange(place, body.Count - place);
                break;
        }
    }

    private static int Draw(ref CounterRandom random, int count) => (int)(random.NextDouble() * count);
}
