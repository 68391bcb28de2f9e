namespace SraCl.Cli.Consoles;

/// <summary>Writes values as arguments of a command that can be copied into a shell.</summary>
internal static class ShellText
{
    /// <summary>Gets how to start this program again from the present directory, so that printed commands can be copied as they are.</summary>
    public static string Program { get; } = ProgramPath();

    /// <summary>Puts a value in quotes when a shell would read it otherwise than it is.</summary>
    /// <param name="value">A path or the like.</param>
    public static string Argument(string value) => value.All(IsPlain) ? value : $"\"{value}\"";

    /// <summary>Makes an example for <c>--history</c>.</summary>
    /// <param name="ids">Item ids to choose from.</param>
    public static string History(IEnumerable<string> ids)
    {
        string[] plain = ids.Where(id => !id.Contains(',', StringComparison.Ordinal) && id.All(IsPlain)).Take(2).ToArray();
        return plain.Length > 0 ? string.Join(',', plain) : "ID,ID";
    }

    private static string ProgramPath()
    {
        if (Environment.ProcessPath is not { } path || !string.Equals(Path.GetFileNameWithoutExtension(path), "sracl", StringComparison.Ordinal))
        {
            return "sracl";
        }

        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return Argument(relative.StartsWith("..", StringComparison.Ordinal) ? path : Path.Combine(".", relative));
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '\\' or '.' or '-' or '_' or ':' or ',' or '~';
}
