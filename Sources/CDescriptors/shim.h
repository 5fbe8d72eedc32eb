#ifndef L402_DESCRIPTORS_H
#define L402_DESCRIPTORS_H

// Descriptors that no child of another thread can inherit, not even for a moment. Declared here: the
// C library hides these two from Swift.
int pipe2(int descriptors[2], int flags);
int memfd_create(const char *name, unsigned int flags);

// MFD_CLOEXEC
#define L402_MEMFD_CLOEXEC 1U

#endif
