namespace SraCl.Training.Tests;

/// <summary>Tests that count the live tensors of the whole process and therefore run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NativeMemoryTestGroup
{
    public const string Name = "Native memory";
}
