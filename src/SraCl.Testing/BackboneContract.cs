using SraCl.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Testing;

/// <summary>Checks that a backbone keeps what <see cref="ISequenceBackbone"/> and the optional interfaces ask, for tests of one's own models.</summary>
/// <remarks>
/// Each property is looked at on a backbone of its own, which is disposed of afterwards through its module. The checks look at a handful of sequences: they find
/// slips, they are no proof. They draw from torch's generator and seed it. Safe for concurrent use as far as torch's generator is.
/// </remarks>
public static class BackboneContract
{
    /// <summary>Each property and its check, in the order of the enumeration.</summary>
    private static readonly (BackboneProperty Property, Func<ContractSubject, string?> Check)[] Checks =
    [
        (BackboneProperty.Sizes, ItemChecks.Sizes),
        (BackboneProperty.ItemVectors, ItemChecks.ItemVectors),
        (BackboneProperty.ItemBiases, ItemChecks.ItemBiases),
        (BackboneProperty.MaskToken, ItemChecks.MaskToken),
        (BackboneProperty.PaddingInvariance, SequenceChecks.PaddingInvariance),
        (BackboneProperty.CropInvariance, SequenceChecks.CropInvariance),
        (BackboneProperty.Causality, SequenceChecks.Causality),
        (BackboneProperty.BatchInvariance, SequenceChecks.BatchInvariance),
        (BackboneProperty.PaddingRows, SequenceChecks.PaddingRows),
        (BackboneProperty.Gradients, StateChecks.Gradients),
        (BackboneProperty.SaveAndLoad, StateChecks.SaveAndLoad),
        (BackboneProperty.Dropout, StateChecks.Dropout),
        (BackboneProperty.Repeatability, StateChecks.Repeatability),
        (BackboneProperty.Packing, PackingChecks.Packing),
        (BackboneProperty.Replica, PackingChecks.Replica),
        (BackboneProperty.Devices, StateChecks.Devices),
    ];

    /// <summary>Checks every property.</summary>
    /// <param name="create">Makes a backbone on the CPU from a seed; called several times. At least 10 items.</param>
    /// <param name="options">What is expected; null for the defaults.</param>
    /// <returns>One result a property; a check that raises an error has failed with it.</returns>
    public static IReadOnlyList<ContractResult> Check(Func<long, ISequenceBackbone> create, BackboneContractOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        return CheckAll(create, isSeeded: true, options ?? new BackboneContractOptions());
    }

    /// <summary>Checks every property of backbones that are always made alike.</summary>
    /// <param name="create">Makes a backbone on the CPU, each with the same weights; called several times. At least 10 items.</param>
    /// <param name="options">What is expected; null for the defaults.</param>
    /// <returns>One result a property; a check that raises an error has failed with it.</returns>
    /// <remarks>Weights that are not among the module's parameters are found only by backbones of different seeds.</remarks>
    public static IReadOnlyList<ContractResult> Check(Func<ISequenceBackbone> create, BackboneContractOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        return CheckAll(_ => create(), isSeeded: false, options ?? new BackboneContractOptions());
    }

    /// <summary>Checks every property and raises an error that lists all that do not hold.</summary>
    /// <param name="create">Makes a backbone on the CPU from a seed; called several times. At least 10 items.</param>
    /// <param name="options">What is expected; null for the defaults.</param>
    /// <exception cref="SraClException">A property does not hold.</exception>
    public static void Verify(Func<long, ISequenceBackbone> create, BackboneContractOptions? options = null) => ThrowFailures(Check(create, options));

    /// <summary>Checks every property of backbones that are always made alike and raises an error that lists all that do not hold.</summary>
    /// <param name="create">Makes a backbone on the CPU, each with the same weights; called several times. At least 10 items.</param>
    /// <param name="options">What is expected; null for the defaults.</param>
    /// <exception cref="SraClException">A property does not hold.</exception>
    public static void Verify(Func<ISequenceBackbone> create, BackboneContractOptions? options = null) => ThrowFailures(Check(create, options));

    private static ContractResult[] CheckAll(Func<long, ISequenceBackbone> create, bool isSeeded, BackboneContractOptions options)
    {
        var results = new ContractResult[Checks.Length];
        for (int i = 0; i < results.Length; i++)
        {
            (BackboneProperty property, Func<ContractSubject, string?> check) = Checks[i];
            using DisposeScope scope = NewDisposeScope();
            using var subject = new ContractSubject(create, isSeeded, options);
            try
            {
                string? fault = check(subject);
                results[i] = new ContractResult(property, fault is null ? ContractOutcome.Passed : ContractOutcome.Failed, fault ?? string.Empty);
            }
            catch (PropertySkippedException skipped)
            {
                results[i] = new ContractResult(property, ContractOutcome.Skipped, skipped.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                results[i] = new ContractResult(property, ContractOutcome.Failed, $"{e.GetType().Name}: {e.Message}");
            }
        }

        return results;
    }

    private static void ThrowFailures(IEnumerable<ContractResult> results)
    {
        string[] failures = results.Where(result => result.Outcome == ContractOutcome.Failed).Select(result => $"{result.Property}: {result.Detail}").ToArray();
        if (failures.Length > 0)
        {
            throw new SraClException($"The backbone breaks {failures.Length} of the rules that ISequenceBackbone states. {string.Join(' ', failures)}");
        }
    }
}
