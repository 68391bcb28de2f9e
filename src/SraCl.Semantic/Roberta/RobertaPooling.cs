namespace SraCl.Semantic.Roberta;

/// <summary>How the states of a text's tokens become one vector.</summary>
public enum RobertaPooling
{
    /// <summary>The first token's state through the model's pooler, a linear layer and tanh: what SRA-CL's official code takes (<c>pooler_output</c>).</summary>
    Pooler,

    /// <summary>The first token's state as it is.</summary>
    Cls,

    /// <summary>The mean of the states of all tokens, the special ones at both ends included.</summary>
    Mean,
}
