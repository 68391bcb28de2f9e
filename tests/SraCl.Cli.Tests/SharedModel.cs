namespace SraCl.Cli.Tests;

/// <summary>The tests that share a <see cref="TrainedModel"/>; they only read it.</summary>
[CollectionDefinition(Name)]
public sealed class SharedModel : ICollectionFixture<TrainedModel>
{
    public const string Name = "trained model";
}
