namespace SraCl.Training.Fitting;

/// <summary>Keeps the best validation score and counts the validations since (official rule: RecBole's early stopping, SRA-CL spec 1.7).</summary>
internal sealed class EarlyStopping(SelectionRule rule, double minDelta, int patience)
{
    private double _best = double.NegativeInfinity;
    private int _worse;

    /// <summary>Gets the number of validations in a row that brought nothing better.</summary>
    public int Worse => _worse;

    /// <summary>Gets whether more than the patience's validations in a row brought nothing better.</summary>
    public bool ShouldStop => _worse > patience;

    /// <summary>Takes a validation score.</summary>
    /// <returns>Whether it counts as the best so far.</returns>
    public bool Observe(double score)
    {
        bool better;
        if (rule == SelectionRule.Official)
        {
            score = Math.Round(score, 4);
            better = score >= _best;
        }
        else
        {
            better = score > _best + minDelta;
        }

        if (better)
        {
            _best = score;
            _worse = 0;
        }
        else
        {
            _worse++;
        }

        return better;
    }
}
