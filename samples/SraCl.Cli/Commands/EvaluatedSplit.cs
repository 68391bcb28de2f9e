namespace SraCl.Cli.Commands;

/// <summary>The parts of a data set that a model can be measured on.</summary>
internal enum EvaluatedSplit
{
    /// <summary>The cases of the final result.</summary>
    Test,

    /// <summary>The cases that selected the best epoch.</summary>
    Validation,
}
