namespace SraCl.Training.Recommendation;

/// <summary>What to do with items of a history that the model was not trained on.</summary>
public enum UnknownItems
{
    /// <summary>Refuse the history and name the unknown ids.</summary>
    Throw,

    /// <summary>Recommend from the known items alone; a history without any known item is refused all the same.</summary>
    Ignore,
}
