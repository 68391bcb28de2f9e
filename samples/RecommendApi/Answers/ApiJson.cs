using System.Text.Json.Serialization;

namespace RecommendApi.Answers;

/// <summary>Writes answers without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ItemsAnswer))]
[JsonSerializable(typeof(IReadOnlyList<CategoryAnswer>))]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext;
