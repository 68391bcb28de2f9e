using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Sequences;
using static TorchSharp.torch;

namespace SraCl.Objectives;

/// <summary>
/// A training loss, main or auxiliary alike: it declares what it reads from the batch and what it wants encoded, and turns them into a scalar.
/// </summary>
/// <remarks>
/// All encodings of a step go through the step, which gathers the requests of all objectives and encodes them together, grouped by
/// length; objectives stay naive to read. <see cref="Compute"/> runs on the training thread only.
/// </remarks>
public interface IObjective
{
    /// <summary>Gets the objective's name in progress reports and results.</summary>
    string Name { get; }

    /// <summary>Gets the batch fields that <see cref="Compute"/> reads; those of <see cref="Encodings"/> need not be repeated.</summary>
    IReadOnlyList<BatchField> Fields { get; }

    /// <summary>Gets the encodings that <see cref="Compute"/> reads.</summary>
    IReadOnlyList<EncodingRequest> Encodings { get; }

    /// <summary>Gets the trainable part of the objective itself, such as a synthesiser or a projection; null when it has none (the default).</summary>
    nn.Module? Module => null;

    /// <summary>Checks before the first step that the loss can be computed for every sample that is trained on; by default there is nothing to check.</summary>
    /// <param name="samples">All samples of the training, and no others of the training split.</param>
    /// <exception cref="SraClException">It cannot for one of them; the message names the sample and the cure.</exception>
    void Check(ReadOnlySpan<SequenceWindow> samples)
    {
    }

    /// <summary>Computes the loss of a step.</summary>
    /// <param name="step">The step.</param>
    /// <returns>A scalar with gradient; the mean over the samples unless the objective says otherwise.</returns>
    Tensor Compute(TrainingStep step);
}
