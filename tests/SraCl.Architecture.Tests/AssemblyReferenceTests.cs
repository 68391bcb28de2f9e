using System.Reflection;

namespace SraCl.Architecture.Tests;

/// <summary>The rules of docs/architecture.md, "Assemblies": what may know what.</summary>
public sealed class AssemblyReferenceTests
{
    [Theory]
    [InlineData("SraCl.Abstractions", "")]
    [InlineData("SraCl.Semantic", "SraCl.Abstractions")]
    [InlineData("SraCl.Contrastive", "SraCl.Abstractions")]
    [InlineData("SraCl.Backbones", "SraCl.Abstractions")]
    [InlineData("SraCl.Training", "SraCl.Abstractions")]
    [InlineData("SraCl.Testing", "SraCl.Abstractions")]
    public void References_OfAnAssembly_AreOnlyTheAllowedOnes(string assembly, string allowed)
    {
        IEnumerable<string> references = Assembly.Load(assembly).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("SraCl", StringComparison.Ordinal));

        Assert.Empty(references.Except(allowed.Split(' ')));
    }

    [Theory]
    [InlineData("SraCl.Abstractions")]
    [InlineData("SraCl.Semantic")]
    [InlineData("SraCl.Contrastive")]
    [InlineData("SraCl.Backbones")]
    [InlineData("SraCl.Training")]
    [InlineData("SraCl.Testing")]
    public void ExportedTypes_OfAnAssembly_LiveInItsNamespaces(string assembly)
    {
        string root = string.Equals(assembly, "SraCl.Abstractions", StringComparison.Ordinal) ? "SraCl" : assembly;
        IEnumerable<string> strays = Assembly.Load(assembly).GetExportedTypes()
            // Builder extensions stand where users find them without another using directive.
            .Where(type => !type.Name.EndsWith("Extensions", StringComparison.Ordinal))
            .Select(type => type.FullName!)
            .Where(name => !name.StartsWith(root + ".", StringComparison.Ordinal));

        Assert.Empty(strays);
    }
}
