namespace SraCl.Training.Fitting;

/// <summary>Training was stopped because a loss became infinite or not a number. The backbone holds the best weights so far.</summary>
public sealed class NonFiniteLossException : SraClException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="objective">The name of the objective whose loss is not finite.</param>
    /// <param name="value">The loss.</param>
    /// <param name="epoch">The epoch, counted from 1.</param>
    /// <param name="step">The step of the epoch, counted from 1.</param>
    public NonFiniteLossException(string objective, double value, int epoch, int step)
        : base($"The loss '{objective}' became {value} in epoch {epoch}, step {step}; training was stopped and the best weights so far were kept. "
            + "Lower the learning rate, or set a gradient clip norm such as 5.")
    {
        Objective = objective;
        Epoch = epoch;
        Step = step;
    }

    /// <summary>Gets the name of the objective whose loss is not finite.</summary>
    public string Objective { get; }

    /// <summary>Gets the epoch, counted from 1.</summary>
    public int Epoch { get; }

    /// <summary>Gets the step of the epoch, counted from 1.</summary>
    public int Step { get; }
}
