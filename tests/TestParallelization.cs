// A process has one torch generator, one count of live tensors and one resident memory: a test class that runs beside another
// would draw from its random stream and count its tensors.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
