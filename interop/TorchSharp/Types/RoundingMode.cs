namespace TorchSharp;

public enum RoundingMode
{
    None = 0,
    trunc = 1,
    floor = 2,
}
