using System.Security.Cryptography;
using System.Text.Json;
using SraCl.Semantic.Catalog;

namespace SraCl.Semantic.Prompts;

/// <summary>What the options of all prompts have in common.</summary>
internal static class PromptChecks
{
    public static void Texts(string type, params ReadOnlySpan<(string Name, string Value)> options)
    {
        foreach ((string name, string value) in options)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                throw new SraClException($"{type}.{name} is empty; expected a text. Leave it out for the default.");
            }
        }
    }

    public static void AtLeast(string type, params ReadOnlySpan<(string Name, int Value, int Least)> options)
    {
        foreach ((string name, int value, int least) in options)
        {
            if (value < least)
            {
                throw new SraClException($"{type}.{name} is {value}; expected at least {least}.");
            }
        }
    }

    public static void SameItems(int itemCount, ItemCatalog catalog)
    {
        if (catalog.ItemCount != itemCount)
        {
            throw new ArgumentException($"The catalog has {catalog.ItemCount} items; expected {itemCount}, as the training split has. Create both from one data set.", nameof(catalog));
        }
    }

    /// <summary>Hashes options: another value of any of them gives another version.</summary>
    public static string Version<T>(T options) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(options)).AsSpan(0, 8));
}
