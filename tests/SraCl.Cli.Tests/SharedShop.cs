namespace SraCl.Cli.Tests;

/// <summary>The tests that share a <see cref="PreparedShop"/>; they only read it.</summary>
[CollectionDefinition(Name)]
public sealed class SharedShop : ICollectionFixture<PreparedShop>
{
    public const string Name = "prepared shop";
}
