using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Fuzz.Tests;

/// <summary>Something that reads files from outside, with valid files to start from.</summary>
/// <param name="name">The name of the kind of input.</param>
/// <param name="weight">How many inputs of all are of this kind, relative to others.</param>
internal abstract class FuzzTarget(string name, int weight)
{
    private FuzzSeed[]? _seeds;

    /// <summary>Gets the name of the kind of input.</summary>
    public string Name { get; } = name;

    /// <summary>Gets how many inputs of all are of this kind, relative to others.</summary>
    public int Weight { get; } = weight;

    /// <summary>Gets the valid inputs, made once.</summary>
    /// <param name="directory">A folder for making them.</param>
    public FuzzSeed[] Seeds(string directory) => _seeds ??= MakeSeeds(directory);

    /// <summary>
    /// Reads an input as a user would. A refusal is a <see cref="SraClException"/>; anything else that is thrown is a finding, and so is a <see cref="FindingException"/>
    /// for what was accepted and must not be.
    /// </summary>
    /// <param name="input">The files.</param>
    public virtual Task ReadAsync(FuzzInput input)
    {
        using DisposeScope scope = NewDisposeScope();
        Read(input);
        return Task.CompletedTask;
    }

    /// <summary>Reads an input where that needs no waiting, in a dispose scope.</summary>
    /// <param name="input">The files.</param>
    protected virtual void Read(FuzzInput input) => throw new NotSupportedException($"{Name} has no {nameof(Read)}; override it or {nameof(ReadAsync)}.");

    /// <summary>Makes the valid inputs.</summary>
    /// <param name="directory">A folder for making them.</param>
    protected abstract FuzzSeed[] MakeSeeds(string directory);

    /// <summary>Demands something of what was accepted.</summary>
    protected static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new FindingException($"accepted, although {what}");
        }
    }
}
