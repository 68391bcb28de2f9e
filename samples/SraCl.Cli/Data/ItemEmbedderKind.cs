namespace SraCl.Cli.Data;

/// <summary>Where the vectors of items come from.</summary>
internal enum ItemEmbedderKind
{
    /// <summary>From the words that the items' texts share.</summary>
    Lsa,

    /// <summary>From a NumPy file that another program wrote.</summary>
    Npy,

    /// <summary>From a safetensors file that another program wrote.</summary>
    Safetensors,

    /// <summary>From the users that the items share, without texts: the paper's ablation "without semantics".</summary>
    Collaborative,

    /// <summary>From a model at a service that speaks OpenAI's protocol.</summary>
    OpenAI,

    /// <summary>From a RoBERTa encoder in this process, such as SimCSE's.</summary>
    Simcse,
}
