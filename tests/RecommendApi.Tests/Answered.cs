using System.Text.Json.Nodes;
using SraCl.Training.Recommendation;

namespace RecommendApi.Tests;

/// <summary>Reads the items of answers.</summary>
internal static class Answered
{
    public static RecommendedItem[] Items(JsonNode answer) => [.. answer["items"]!.AsArray().Select(item => new RecommendedItem((string)item!["id"]!, (float)item["score"]!))];
}
