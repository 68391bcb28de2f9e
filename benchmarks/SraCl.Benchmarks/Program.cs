using System.CommandLine;
using BenchmarkDotNet.Running;
using SraCl.Benchmarks.Commands;

// A first word is one of the commands; options alone belong to BenchmarkDotNet.
if (args.Length == 0 || args[0].StartsWith('-'))
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return 0;
}

var commands = new RootCommand("Measurements that compare.py alternates with PyTorch and FAISS. Without a command: BenchmarkDotNet.")
{
    StepCommand.Create(),
    SraClStepCommand.Create(),
    EvaluateCommand.Create(),
    MemoryCommand.Create(),
    ModelCommand.Create(),
    ShopCommand.Create(),
    VectorsCommand.Create(),
    RetrievalCommand.Create(),
    StoreCommand.Create(),
    ScaleCommand.Create(),
    ScaleStepCommand.Create(),
    LoadCommand.Create(),
    LoadFileCommand.Create(),
    ServeCommand.Create(),
    BatchCommand.Create(),
};
return commands.Parse(args).Invoke();
