using System.Runtime.InteropServices;
using TorchSharp.Internal;
using static TorchSharp.torch;

namespace SraCl.Interop.Tests;

/// <summary>The layer between the public API and the shim.</summary>
public sealed class OpTests
{
    [SkippableFact]
    public void Op_ThatThisLibtorchLacks_FailsAloneAndSaysSo()
    {
        Requires.Libtorch();

        ExternalException error = Assert.Throws<ExternalException>(() => new Op("no_such_operator").Call());

        Assert.Contains("aten::no_such_operator", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Ops_InTheTable_AllExist()
    {
        Requires.Libtorch();
        var missing = new List<string>();
        foreach (System.Reflection.FieldInfo field in typeof(Ops).GetFields(
            System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic))
        {
            try
            {
                // Without arguments every operator fails, but one that exists complains about its first argument.
                ((Op)field.GetValue(null)!).Run();
            }
            catch (ExternalException exception) when (exception.Message.Contains("has no operator", StringComparison.Ordinal))
            {
                missing.Add(field.Name);
            }
            catch (ExternalException)
            {
            }
        }

        Assert.Empty(missing);
    }

    [SkippableFact]
    public void Call_WithWrongKindOfArgument_NamesOperatorAndArgument()
    {
        Requires.Libtorch();

        ExternalException error = Assert.Throws<ExternalException>(() => new Op("relu").Call("text"));

        Assert.Contains("aten::relu", error.Message, StringComparison.Ordinal);
        Assert.Contains("self", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Call_WithTooManyArguments_Throws()
    {
        Requires.Libtorch();

        Assert.Throws<ExternalException>(() => new Op("relu").Call(ones(1), 2, 3));
    }

    [SkippableFact]
    public void Call_WithDefault_TakesTheSchemasDefault()
    {
        Requires.Libtorch();

        using Tensor flat = new Op("flatten", "using_ints").Call(ones(2, 3, 4), Arg.Default, 1);

        Assert.Equal([6, 4], flat.shape);
    }

    [SkippableFact]
    public void Call_WithLongLists_UsesMoreThanTheStack()
    {
        Requires.Libtorch();
        Tensor[] parts = Enumerable.Range(0, 1_000).Select(i => full(1, i)).ToArray();

        using Tensor joined = cat(parts);
        Tensor[] split = joined.split(1);

        Assert.Equal(1_000, joined.numel());
        Assert.Equal(1_000, split.Length);
        Assert.Equal(999L, split[^1].item<long>());
    }

    [SkippableFact]
    public void Call_WithNumberForTensor_DoesNotPromote()
    {
        Requires.Libtorch();

        using Tensor sum = new Op("add", "Tensor").Call(ones(2), 1.5);

        Assert.Equal(ScalarType.Float32, sum.dtype);
    }

    [SkippableFact]
    public void SetNumThreads_WithCount_IsWhatGetNumThreadsSays()
    {
        Requires.Libtorch();
        int before = get_num_threads();
        try
        {
            set_num_threads(2);
            Assert.Equal(2, get_num_threads());
        }
        finally
        {
            set_num_threads(before);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => set_num_threads(0));
    }
}
