using System.Text.Json;

namespace SraCl.Semantic.Tests.Loopback;

/// <summary>A request that the server got.</summary>
internal sealed record LoopbackRequest(int Number, string Path, string Authorization, JsonElement Body)
{
    /// <summary>Gets the user message of a chat request.</summary>
    public string User => Body.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;

    /// <summary>Gets the texts of an embedding request.</summary>
    public string[] Input => Body.GetProperty("input").EnumerateArray().Select(text => text.GetString()!).ToArray();
}
