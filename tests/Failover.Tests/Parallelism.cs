// Each of these tests fills the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
